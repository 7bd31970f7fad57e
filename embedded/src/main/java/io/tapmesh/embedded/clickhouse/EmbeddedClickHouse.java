package io.tapmesh.embedded.clickhouse;

import static java.util.Objects.requireNonNull;

import io.tapmesh.embedded.DirectoryLock;
import io.tapmesh.embedded.RunningClickHouse;
import io.tapmesh.embedded.clickhouse.engine.Engine;
import io.tapmesh.embedded.clickhouse.http.ClickHouseHttpServer;
import io.tapmesh.embedded.clickhouse.library.ChdbLibrary;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The ClickHouse engine in this process behind ClickHouse's HTTP interface, for unmodified clients.
 *
 * <p>There is one per process at a time. It must be closed before the process ends. Thread-safe.
 */
public final class EmbeddedClickHouse implements RunningClickHouse {

  private final String host;
  private final String password;
  private final DirectoryLock lock;
  private final Engine engine;
  private final ClickHouseHttpServer server;
  private final AtomicBoolean closed = new AtomicBoolean();

  private EmbeddedClickHouse(
      ClickHouseOptions options, DirectoryLock lock, Engine engine, ClickHouseHttpServer server) {
    this.host = options.host();
    this.password = options.passwords().getOrDefault(ClickHouseOptions.DEFAULT_USER, "");
    this.lock = lock;
    this.engine = engine;
    this.server = server;
  }

  /**
   * Starts the engine and returns once it accepts clients. The library is taken from the cache, and
   * fetched if it is not there.
   *
   * @throws io.tapmesh.schemas.StartupException if the library cannot be had, the port is taken, or
   *     the data directory cannot be used
   */
  public static EmbeddedClickHouse start(ClickHouseOptions options) {
    return start(options, ChdbLibrary.fromEnvironment());
  }

  /** As {@link #start(ClickHouseOptions)}, with a library of the caller's choice. */
  public static EmbeddedClickHouse start(ClickHouseOptions options, ChdbLibrary library) {
    requireNonNull(options, "options");
    DirectoryLock lock = DirectoryLock.take(options.dataDir(), "ClickHouse");
    try {
      Engine engine = Engine.start(library.file(), options.dataDir(), ServerSettings.of(options));
      try {
        ClickHouseHttpServer server = ClickHouseHttpServer.start(engine, http(options));
        return new EmbeddedClickHouse(options, lock, engine, server);
      } catch (RuntimeException e) {
        engine.close();
        throw e;
      }
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static ClickHouseHttpServer.Options http(ClickHouseOptions options) {
    return new ClickHouseHttpServer.Options(
        new InetSocketAddress(options.host(), options.port()),
        options.passwords(),
        options.maxConnections(),
        options.maxWaitMillis());
  }

  @Override
  public URI httpUri() {
    return URI.create("http://" + host + ":" + port());
  }

  @Override
  public String user() {
    return ClickHouseOptions.DEFAULT_USER;
  }

  @Override
  public String password() {
    return password;
  }

  @Override
  public String description() {
    return "engine " + version() + " in this process at " + httpUri();
  }

  /** The port in use, also where 0 was asked for. */
  public int port() {
    return server.port();
  }

  /** The engine's version, for instance {@code 26.7.2.1}. */
  public String version() {
    return engine.version();
  }

  /** Lets statements under way end, at most some seconds, then stops. May be called repeatedly. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      server.close();
      engine.close();
      lock.close();
    }
  }
}
