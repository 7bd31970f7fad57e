package io.tapmesh.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tapmesh.standalone.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code tapmesh …} as a user starts it: a process with what it prints. */
public final class TapmeshProcess implements AutoCloseable {

  private static final Pattern OPEN = Pattern.compile("^ *Open (http://\\S+)$");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long POLL_MILLIS = 200;

  private final Process process;
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<String> lines = new ArrayList<>();
  private final CompletableFuture<URI> open = new CompletableFuture<>();
  private final Thread reader;

  private TapmeshProcess(Process process) {
    this.process = process;
    this.reader = new Thread(this::read, "tapmesh-output");
    reader.setDaemon(true);
    reader.start();
  }

  public static TapmeshProcess start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    // Whoever runs the tests may ignore signals, in the background or under nohup, and a JVM leaves
    // alone what was ignored when it started.
    command.addAll(List.of("env", "--default-signal=INT,TERM,HUP"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // As the launcher has it.
    command.addAll(List.of("-Xmx768m", "-Xss512k", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(arguments));
    return new TapmeshProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /** Waits for the address of the UI. */
  public URI awaitOpen(Duration limit) throws Exception {
    try {
      return open.get(limit.toSeconds(), TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("no address; printed:\n" + output(), e);
    }
  }

  /** Waits for the end. */
  public int awaitExit(Duration limit) throws InterruptedException {
    assertThat(process.waitFor(limit.toSeconds(), TimeUnit.SECONDS))
        .as("it ends; printed:%n%s", output())
        .isTrue();
    reader.join();
    return process.exitValue();
  }

  public void signal(String name) throws Exception {
    signal(process.toHandle(), name);
  }

  public static void signal(ProcessHandle target, String name) throws Exception {
    String pid = Long.toString(target.pid());
    assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor()).isZero();
  }

  /** A process that it has started, by a word of its command line. */
  public ProcessHandle child(String word) {
    return process
        .children()
        .filter(child -> commandLine(child).contains(word))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no child " + word + "; printed:\n" + output()));
  }

  /** Java's own {@code commandLine()} is empty where it is longer than a page. */
  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String output() {
    synchronized (lines) {
      return String.join("\n", lines);
    }
  }

  /** An answer of its API, which must be 200. */
  public JsonNode get(String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(open.getNow(null).resolve(path)).build();
    HttpResponse<String> answer;
    try {
      answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError("no answer to " + path + "; printed:\n" + output(), e);
    }
    assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  /** Asks until the answer is as wanted. */
  public JsonNode await(String path, Duration limit, Predicate<JsonNode> wanted) throws Exception {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      JsonNode answer = get(path);
      if (wanted.test(answer)) {
        return answer;
      }
      assertThat(System.nanoTime())
          .as("in time: %s is %s; printed:%n%s", path, answer, output())
          .isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private void read() {
    try (BufferedReader out = process.inputReader()) {
      String line;
      while ((line = out.readLine()) != null) {
        synchronized (lines) {
          lines.add(line);
        }
        Matcher address = OPEN.matcher(line);
        if (address.matches()) {
          open.complete(URI.create(address.group(1)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      open.completeExceptionally(new IOException("the process ended"));
    }
  }
}
