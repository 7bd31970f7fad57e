package io.tapmesh.benchmarks.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Runs programs to their end. */
public final class Commands {

  /** Where daemons are installed, which is not always on a user's path. */
  private static final List<String> MORE_FOLDERS = List.of("/usr/sbin", "/usr/local/sbin", "/sbin");

  private Commands() {}

  /** Whether a program is installed. */
  public static boolean exists(String program) {
    Stream<String> path = Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1));
    return Stream.concat(path, MORE_FOLDERS.stream())
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** The full path of an installed program, or its name. */
  public static String find(String program) {
    return Stream.concat(
            Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1)),
            MORE_FOLDERS.stream())
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Path::toString)
        .orElse(program);
  }

  /**
   * Runs a program and returns what it printed.
   *
   * @throws IllegalStateException with its output if it fails
   */
  public static String run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      int code = process.waitFor();
      if (code != 0) {
        throw new IllegalStateException(
            String.join(" ", command) + " ended with " + code + ":\n" + output);
      }
      return output;
    } catch (IOException e) {
      throw new IllegalStateException(String.join(" ", command) + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
