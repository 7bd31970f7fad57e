package io.tapmesh.proxy.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A proxy in a process of its own, started as people start it. */
public final class ProxyProcess implements AutoCloseable {

  private final Process process;
  private final Queue<String> output = new ConcurrentLinkedQueue<>();
  private final Thread reader;

  /**
   * Starts {@code Main}.
   *
   * @param options of the JVM
   * @param args of {@code Main}
   */
  public ProxyProcess(List<String> options, String... args) throws IOException {
    this(List.of(), options, args);
  }

  /**
   * Starts {@code Main} by another program.
   *
   * @param launcher and its arguments; the JVM's command follows them
   */
  ProxyProcess(List<String> launcher, List<String> options, String... args) throws IOException {
    List<String> command = new ArrayList<>(launcher);
    // Whoever runs the tests may ignore signals, in the background or under nohup, and a JVM leaves
    // alone what was ignored when it started.
    command.addAll(List.of("env", "--default-signal=INT,TERM,HUP"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-Dio.netty.leakDetection.level=paranoid");
    command.addAll(options);
    String surefire = System.getProperty("surefire.test.class.path");
    command.add("-cp");
    command.add(surefire == null ? System.getProperty("java.class.path") : surefire);
    command.add("io.tapmesh.proxy.Main");
    command.addAll(List.of(args));
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    reader = new Thread(this::read, "child-output");
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts a proxy with this configuration. */
  public static ProxyProcess of(Path folder, List<String> options, String yaml) throws IOException {
    Path file = folder.resolve("proxy.yaml");
    Files.writeString(file, yaml);
    return new ProxyProcess(options, "--config", file.toString());
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.add(line);
      }
    } catch (IOException e) {
      output.add(e.toString());
    }
  }

  public String output() {
    return String.join("\n", output);
  }

  /**
   * The address in a line that it logs; waits for it.
   *
   * @param what {@code inbound}, {@code outbound} or {@code admin}
   */
  public InetSocketAddress address(String what) throws Exception {
    Pattern line = Pattern.compile(": " + what + " 127\\.0\\.0\\.1:(\\d+)");
    Wait.until(
        what + " is logged",
        java.time.Duration.ofMinutes(2),
        () -> line.matcher(output()).find() || !process.isAlive());
    Matcher matcher = line.matcher(output());
    if (!matcher.find()) {
      throw new AssertionError("no " + what + " in:\n" + output());
    }
    return new InetSocketAddress(
        InetAddress.getLoopbackAddress(), Integer.parseInt(matcher.group(1)));
  }

  /** Sends SIGTERM. */
  public ProxyProcess terminate() {
    // Not Process.destroy, which would close the output as well.
    process.toHandle().destroy();
    return this;
  }

  /** Sends another signal. */
  public void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /** Waits for its end. */
  public int exitCode() throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("still running:\n" + output());
    }
    reader.join(10_000);
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
