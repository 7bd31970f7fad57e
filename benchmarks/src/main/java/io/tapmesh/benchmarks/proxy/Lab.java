package io.tapmesh.benchmarks.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tapmesh.benchmarks.process.Commands;
import io.tapmesh.benchmarks.process.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Where a bench runs: a folder for files and logs, and the programs that were started. Closing it
 * ends all of them, the youngest first.
 */
final class Lab implements AutoCloseable {

  private final Path home;
  private final Path folder;
  private final boolean oneSession;
  private final Deque<Program> programs = new ArrayDeque<>();
  private boolean isClosed;

  /**
   * Makes a lab.
   *
   * @param home of this project
   * @param oneSession whether all programs share the bench's session, instead of each having one of
   *     its own, to which Linux gives processors as to a service or a container (sched(7),
   *     autogroup)
   */
  Lab(Path home, Path folder, boolean oneSession) {
    this.home = home;
    this.folder = folder;
    this.oneSession = oneSession;
    Runtime.getRuntime().addShutdownHook(new Thread(this::abandon, "end-of-lab"));
  }

  /** Whoever ends the bench by a signal ends what it has started, too, and wants no logs of it. */
  private void abandon() {
    if (!isClosed()) {
      close();
      deleteFolder();
    }
  }

  private synchronized boolean isClosed() {
    return isClosed;
  }

  /** To be called when all programs have ended. */
  void deleteFolder() {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path home() {
    return home;
  }

  Path folder() {
    return folder;
  }

  /**
   * Writes a configuration from a template among the resources.
   *
   * @param values for the {@code ${name}} in it
   */
  Path write(String fileName, String template, Map<String, Object> values) {
    try (var resource = Lab.class.getResourceAsStream(template)) {
      if (resource == null) {
        throw new IllegalStateException("no such resource: " + template);
      }
      String text = new String(resource.readAllBytes(), UTF_8);
      for (Map.Entry<String, Object> value : values.entrySet()) {
        text = text.replace("${" + value.getKey() + "}", value.getValue().toString());
      }
      Path file = folder.resolve(fileName);
      Files.writeString(file, text);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts an installed program that is to listen on a port. */
  Program start(String name, int port, String program, String... arguments) {
    List<String> command = new ArrayList<>(List.of(Commands.find(program)));
    command.addAll(List.of(arguments));
    return start(name, port, command);
  }

  /** Starts a class of this module in a JVM of its own. */
  Program startJava(String name, int port, String mainClass, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(List.of("-Xmx512m", "-cp", System.getProperty("java.class.path"), mainClass));
    command.addAll(List.of(arguments));
    return start(name, port, command);
  }

  private Program start(String name, int port, List<String> command) {
    if (!oneSession) {
      command.add(0, Commands.find("setsid"));
    }
    return keep(Program.start(name, folder, port, command));
  }

  private synchronized Program keep(Program program) {
    if (isClosed) {
      program.close();
      throw new IllegalStateException("the bench has ended");
    }
    programs.push(program);
    return program;
  }

  /** Ends a program before the others. */
  synchronized void end(Program program) {
    program.close();
    programs.remove(program);
  }

  @Override
  public synchronized void close() {
    programs.forEach(Program::close);
    programs.clear();
    isClosed = true;
  }
}
