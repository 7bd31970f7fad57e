package io.tapmesh.proxy.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network namespace that a test makes for itself, with the programs that run in it: a machine
 * with a network of its own. Needs root and iproute2; without them a test fails.
 */
public final class Netns implements AutoCloseable {

  private static final AtomicInteger number = new AtomicInteger();

  private final String name;
  private final Deque<Process> programs = new ArrayDeque<>();
  private final Deque<ProxyProcess> proxies = new ArrayDeque<>();

  private Netns(String name) {
    this.name = name;
  }

  /** What a program said, and how it ended. */
  public record Result(int exitCode, String output) {

    /** The output of a program that succeeded. */
    public String ok() {
      if (exitCode != 0) {
        throw new AssertionError("exit code " + exitCode + ":\n" + output);
      }
      return output;
    }
  }

  /** One that is connected to nobody. */
  public static Netns alone() throws IOException {
    Netns only = make();
    only.run("ip link set lo up").ok();
    return only;
  }

  /** Two of them, joined by a cable: the first one has .1 and ::1, the second one .2 and ::2. */
  public static List<Netns> pair(String ipv4Prefix, String ipv6Prefix) throws IOException {
    Netns first = make();
    Netns second;
    try {
      second = make();
    } catch (IOException | RuntimeException | AssertionError e) {
      first.close();
      throw e;
    }
    try {
      String cable = "link add eth0 netns %s type veth peer name eth0 netns %s";
      host("ip " + cable.formatted(first.name, second.name)).ok();
      first.connect(ipv4Prefix + "1", ipv6Prefix + "1");
      second.connect(ipv4Prefix + "2", ipv6Prefix + "2");
      return List.of(first, second);
    } catch (IOException | RuntimeException | AssertionError e) {
      first.close();
      second.close();
      throw e;
    }
  }

  private static Netns make() throws IOException {
    // The process's id: several runs on one machine must not meet.
    String name =
        "tapmesh-%d-%d".formatted(ProcessHandle.current().pid(), number.incrementAndGet());
    host("ip netns add " + name).ok();
    return new Netns(name);
  }

  private void connect(String ipv4, String ipv6) throws IOException {
    run("ip link set lo up").ok();
    run("ip address add " + ipv4 + "/24 dev eth0").ok();
    run("ip address add " + ipv6 + "/64 dev eth0 nodad").ok();
    run("ip link set eth0 up").ok();
  }

  /** Runs a command line of the shell here, to its end. */
  public Result run(String commandLine) throws IOException {
    return finish(command(List.of("sh", "-c", commandLine)));
  }

  /** Starts a program here that runs until the namespace is closed. */
  public void start(Path log, String... command) throws IOException {
    programs.push(
        new ProcessBuilder(command(List.of(command)))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start());
  }

  /** Starts a proxy here. */
  public ProxyProcess proxy(Path config, String yaml) throws IOException {
    Files.writeString(config, yaml);
    ProxyProcess proxy =
        new ProxyProcess(command(List.of()), List.of("-Xmx128m"), "--config", config.toString());
    proxies.push(proxy);
    return proxy;
  }

  private List<String> command(List<String> command) {
    List<String> here = new ArrayList<>(List.of("ip", "netns", "exec", name));
    here.addAll(command);
    return here;
  }

  private static Result host(String commandLine) throws IOException {
    return finish(List.of("sh", "-c", commandLine));
  }

  private static Result finish(List<String> command) throws IOException {
    Path output = Files.createTempFile("netns", ".out");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new AssertionError("still running: " + command);
      }
      return new Result(process.exitValue(), Files.readString(output, UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted: " + command, e);
    } finally {
      process.destroyForcibly();
      Files.delete(output);
    }
  }

  /** Ends all programs and takes the namespace away. */
  @Override
  public void close() {
    proxies.forEach(ProxyProcess::close);
    programs.forEach(Netns::end);
    try {
      // What a program has left behind would keep the namespace alive.
      host("ip netns pids " + name + " | xargs -r kill -9");
      host("ip netns delete " + name).ok();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void end(Process program) {
    program.destroy();
    try {
      if (!program.waitFor(60, TimeUnit.SECONDS)) {
        program.destroyForcibly();
      }
    } catch (InterruptedException e) {
      program.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
