package io.tapmesh.embedded;

import io.tapmesh.embedded.clickhouse.ClickHouseOptions;
import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A {@code clickhouse server} of the machine as a child process, with data of its own. */
final class ClickHouseProcess implements RunningClickHouse {

  private static final Logger log = LoggerFactory.getLogger(ClickHouseProcess.class);
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final long STOP_SECONDS = 30;
  private static final long POLL_MILLIS = 50;
  private static final String USER = "default";

  private final ClickHouseBinary binary;
  private final Process process;
  private final DirectoryLock lock;
  private final URI uri;
  private final String password;

  private ClickHouseProcess(
      ClickHouseBinary binary, Process process, DirectoryLock lock, URI uri, String password) {
    this.binary = binary;
    this.process = process;
    this.lock = lock;
    this.uri = uri;
    this.password = password;
  }

  static ClickHouseProcess start(ClickHouseBinary binary, ClickHouseOptions options) {
    // Data of a server and of the library have the same form, but not always the same version.
    Path dir = options.dataDir().resolve("server");
    DirectoryLock lock = DirectoryLock.take(dir, "ClickHouse");
    try {
      int port = freePort(options);
      Path config = dir.resolve("config.xml");
      Path output = dir.resolve("server.out");
      Files.writeString(config, ServerConfig.xml(options, dir, port));
      Process process =
          new ProcessBuilder(List.of(binary.file().toString(), "server", "--config-file=" + config))
              .directory(dir.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      process.getOutputStream().close();
      URI uri = URI.create("http://" + options.host() + ":" + port);
      ClickHouseProcess started =
          new ClickHouseProcess(
              binary, process, lock, uri, options.passwords().getOrDefault(USER, ""));
      started.awaitReady(output);
      return started;
    } catch (StartupException e) {
      lock.close();
      throw e;
    } catch (IOException e) {
      lock.close();
      throw new StartupException(
          ExitCode.IO_ERROR, "cannot start " + binary.file() + " in " + dir + ": " + e, e);
    }
  }

  /** The server binds its ports itself, so the port is free only to the best of our knowledge. */
  private static int freePort(ClickHouseOptions options) {
    InetSocketAddress wanted = new InetSocketAddress(options.host(), options.port());
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(wanted);
      return probe.getLocalPort();
    } catch (IOException e) {
      throw new StartupException(
          ExitCode.UNAVAILABLE,
          "ClickHouse cannot listen on "
              + options.host()
              + ":"
              + options.port()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private void awaitReady(Path output) throws IOException {
    ClickHousePing ping = new ClickHousePing(uri);
    long deadlineNanos = System.nanoTime() + START_TIMEOUT.toNanos();
    try {
      while (!ping.isUp()) {
        boolean ended = process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
        if (ended || System.nanoTime() > deadlineNanos) {
          String why = ended ? "it ended with status " + process.exitValue() : "it does not answer";
          close();
          throw new StartupException(
              ExitCode.UNAVAILABLE,
              binary.file() + " server did not start: " + why + ": " + lastLine(output));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      throw new StartupException(
          ExitCode.UNAVAILABLE, "interrupted while " + binary.file() + " starts", e);
    }
  }

  private static String lastLine(Path output) throws IOException {
    return Files.readString(output, StandardCharsets.ISO_8859_1)
        .lines()
        .filter(line -> !line.isBlank())
        .reduce((first, second) -> second)
        .orElse("(it wrote nothing)");
  }

  @Override
  public URI httpUri() {
    return uri;
  }

  @Override
  public String user() {
    return USER;
  }

  @Override
  public String password() {
    return password;
  }

  @Override
  public String description() {
    return binary.file() + " server " + binary.version() + " at " + uri;
  }

  /** Asks it to end, so that it writes out what it holds; kills it only after half a minute. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        log.warn("{} does not stop after {} s and is killed", binary.file(), STOP_SECONDS);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    lock.close();
  }
}
