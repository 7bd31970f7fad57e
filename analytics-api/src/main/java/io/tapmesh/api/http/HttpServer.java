package io.tapmesh.api.http;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import io.tapmesh.api.store.Store;
import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import io.tapmesh.schemas.config.HostPort;
import java.time.Clock;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Serves the questions and the UI. Thread-safe. */
public final class HttpServer implements AutoCloseable {

  private static final int MAX_THREADS = 64;
  private static final int MIN_THREADS = 4;
  private static final int MAX_CONNECTIONS = 1_024;
  private static final long MAX_BODY_BYTES = 64 << 10;

  private final Javalin javalin;

  private HttpServer(Javalin javalin) {
    this.javalin = javalin;
  }

  /**
   * Listens.
   *
   * @param clock the one place where the present comes from
   * @throws StartupException if the port is taken
   */
  public static HttpServer start(
      HostPort listen, Questions questions, Store store, ApiMetrics metrics, Clock clock) {
    Routes routes = new Routes(questions, store, metrics, clock);
    Javalin javalin = Javalin.create(config -> configure(config, routes));
    try {
      return new HttpServer(javalin.start(listen.host(), listen.port()));
    } catch (JavalinBindException e) {
      throw new StartupException(
          ExitCode.UNAVAILABLE,
          "the API cannot listen on " + listen + ": the port is taken or not allowed",
          e);
    }
  }

  private static void configure(JavalinConfig config, Routes routes) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.http.prefer405over404 = true;
    config.http.maxRequestSize = MAX_BODY_BYTES;
    config.http.compressionStrategy = CompressionStrategy.GZIP;
    config.jetty.threadPool = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
    config.jetty.modifyServer(HttpServer::harden);
    config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
    routes.addTo(config.routes);
    config.routes.exception(HttpResponseException.class, Problems::respond);
    config.routes.exception(Exception.class, Problems::respond);
  }

  private static void harden(Server server) {
    server.setErrorHandler(new JettyProblems());
    server.addBean(new NetworkConnectionLimit(MAX_CONNECTIONS, server));
  }

  /** The port that it listens on. */
  public int port() {
    return javalin.port();
  }

  @Override
  public void close() {
    javalin.stop();
  }
}
