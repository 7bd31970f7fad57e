package io.tapmesh.standalone.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A child process, seen from its parent. It ends when it is told to stop, and also when the parent
 * dies, because then its standard input ends. Thread-safe.
 */
public final class ChildProcess implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ChildProcess.class);

  private final ChildSpec spec;
  private final Process process;
  private final Writer commands;
  private final Map<String, CompletableFuture<JsonNode>> first = new ConcurrentHashMap<>();
  private final Map<String, JsonNode> latest = new ConcurrentHashMap<>();
  private volatile boolean told;

  private ChildProcess(ChildSpec spec, Process process) {
    this.spec = spec;
    this.process = process;
    this.commands = new OutputStreamWriter(process.getOutputStream(), UTF_8);
  }

  /**
   * Starts the process.
   *
   * @param onDeath called with a sentence for the user if it ends without having been told to
   * @throws StartupException if it cannot be started
   */
  public static ChildProcess start(ChildSpec spec, Consumer<String> onDeath) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(spec.jvmArguments());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(spec.mainClass());
    command.addAll(spec.arguments());
    try {
      Files.createDirectories(spec.log().toAbsolutePath().getParent());
      Process process =
          new ProcessBuilder(command)
              .redirectError(ProcessBuilder.Redirect.to(spec.log().toFile()))
              .start();
      ChildProcess child = new ChildProcess(spec, process);
      child.read();
      CompletableFuture<?> unused =
          process
              .onExit()
              .thenAccept(
                  ended -> {
                    if (!child.told) {
                      onDeath.accept(child.obituary());
                    }
                  });
      return child;
    } catch (IOException e) {
      throw new StartupException(
          ExitCode.IO_ERROR, "the " + spec.name() + " process cannot be started: " + e, e);
    }
  }

  /** The operating system's id of the process. */
  public long pid() {
    return process.pid();
  }

  /** Gives a command; one that can no longer be delivered is logged, since its end is reported. */
  public void tell(String line) {
    synchronized (commands) {
      try {
        commands.write(line + "\n");
        commands.flush();
      } catch (IOException e) {
        log.warn("the {} process cannot be told to {}: {}", spec.name(), line, e.toString());
      }
    }
  }

  /**
   * Waits for the first event of a name.
   *
   * @throws StartupException if the process ends, or the time runs out, before it
   */
  public JsonNode await(String event, Duration limit) throws InterruptedException {
    CompletableFuture<JsonNode> message = firstOf(event);
    CompletableFuture<Object> either = CompletableFuture.anyOf(message, process.onExit());
    try {
      either.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new StartupException(
          ExitCode.SOFTWARE,
          "the %s process did not say \"%s\" within %d s; its log is %s"
              .formatted(spec.name(), event, limit.toSeconds(), spec.log()),
          e);
    }
    JsonNode data = message.getNow(null);
    if (data == null) {
      throw new StartupException(ExitCode.SOFTWARE, obituary());
    }
    return data;
  }

  /** The data of the latest event of a name. */
  public Optional<JsonNode> latest(String event) {
    return Optional.ofNullable(latest.get(event));
  }

  /**
   * Tells the process to stop and waits for its end; after the limit it is killed.
   *
   * @return whether it ended by itself, with status 0
   */
  public boolean stop(Duration limit) throws InterruptedException {
    told = true;
    tell("stop");
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      log.warn("the {} process did not stop within {} s", spec.name(), limit.toSeconds());
      close();
      return false;
    }
    return process.exitValue() == 0;
  }

  /** Kills the process if it is still there. */
  @Override
  public void close() {
    told = true;
    process.destroyForcibly();
  }

  private CompletableFuture<JsonNode> firstOf(String event) {
    return first.computeIfAbsent(event, name -> new CompletableFuture<>());
  }

  private void read() {
    Thread reader = new Thread(this::readLines, "from-" + spec.name());
    reader.setDaemon(true);
    reader.start();
  }

  private void readLines() {
    try (BufferedReader lines = process.inputReader(UTF_8)) {
      String line;
      while ((line = lines.readLine()) != null) {
        JsonNode message = Messages.parse(line);
        if (message.isNull()) {
          log.info("{}: {}", spec.name(), line);
        } else {
          String event = message.path("event").asText();
          latest.put(event, message.path("data"));
          firstOf(event).complete(message.path("data"));
        }
      }
    } catch (IOException e) {
      log.debug("the pipe from the {} process closed", spec.name(), e);
    }
  }

  private String obituary() {
    String end = lastLine();
    return "the %s process ended unexpectedly (status %d)%s; its log is %s"
        .formatted(spec.name(), process.exitValue(), end == null ? "" : ": " + end, spec.log());
  }

  private @Nullable String lastLine() {
    try {
      List<String> lines = Files.readAllLines(spec.log());
      return lines.isEmpty() ? null : lines.get(lines.size() - 1);
    } catch (IOException e) {
      return null;
    }
  }
}
