package io.tapmesh.benchmarks.process;

import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that runs beside the bench; its output goes to a file. */
public final class Program implements AutoCloseable {

  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 20;
  private static final int LOG_LINES = 20;

  private final String name;
  private final Process process;
  private final Path log;

  private Program(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a program and waits until a port of this machine takes connections.
   *
   * @param directory for its log
   * @throws StartupException if it does not come up; the message has the end of its output
   */
  public static Program start(String name, Path directory, int port, List<String> command) {
    Path log = directory.resolve(name + ".log");
    Program program;
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      program = new Program(name, process, log);
    } catch (IOException e) {
      throw new StartupException(ExitCode.UNAVAILABLE, name + ": " + e.getMessage(), e);
    }
    program.awaitPort(port);
    return program;
  }

  private void awaitPort(int port) {
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    while (!answers(port)) {
      if (!process.isAlive() || System.nanoTime() - deadline > 0) {
        close();
        throw new StartupException(
            ExitCode.UNAVAILABLE, name + " did not come up on port " + port + ":\n" + lastLines());
      }
      pause();
    }
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private String lastLines() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    } catch (IOException e) {
      return "(its output cannot be read: " + e.getMessage() + ")";
    }
  }

  /** A port of the loopback interface that was free a moment ago. */
  public static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new StartupException(ExitCode.UNAVAILABLE, "no port is free", e);
    }
  }

  /** CPU time so far, with its children's. */
  public long cpuMicros() {
    return CpuTime.micros(process.toHandle());
  }

  public long residentKib() {
    return CpuTime.residentKib(process.toHandle());
  }

  /** Ends it at once, without a chance to tidy up. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  @Override
  public void close() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    if (!awaitEnd()) {
      process.destroyForcibly();
      awaitEnd();
    }
    children.forEach(ProcessHandle::destroyForcibly);
  }

  private boolean awaitEnd() {
    try {
      return process.waitFor(15, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
