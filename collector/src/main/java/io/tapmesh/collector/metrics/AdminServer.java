package io.tapmesh.collector.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import io.tapmesh.schemas.config.HostPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * {@code /livez}: whether a restart would not help. {@code /readyz}: whether telemetry is being
 * stored. Both answer 200 or 503 with one line for each problem. {@code /metrics}: Prometheus text.
 */
public final class AdminServer implements AutoCloseable {

  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int NOT_ALLOWED = 405;
  private static final int UNAVAILABLE = 503;

  private final HttpServer server;
  private final ExecutorService threads;
  private final Health health;
  private final CollectorMetrics metrics;

  private AdminServer(HttpServer server, Health health, CollectorMetrics metrics) {
    this.server = server;
    this.health = health;
    this.metrics = metrics;
    this.threads =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "collector-admin");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Binds the port and starts to answer.
   *
   * @throws StartupException if the port is taken
   */
  public static AdminServer start(HostPort listen, Health health, CollectorMetrics metrics) {
    try {
      HttpServer server = HttpServer.create(new InetSocketAddress(listen.host(), listen.port()), 0);
      AdminServer admin = new AdminServer(server, health, metrics);
      server.createContext("/", admin::answer);
      server.setExecutor(admin.threads);
      server.start();
      return admin;
    } catch (IOException e) {
      throw new StartupException(
          ExitCode.UNAVAILABLE, "admin port " + listen + " cannot be bound: " + e.getMessage(), e);
    }
  }

  /** The port in use, also where 0 was asked for. */
  public int port() {
    return server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestMethod().matches("GET|HEAD")) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      send(exchange, NOT_ALLOWED, TEXT, "only GET and HEAD\n");
      return;
    }
    switch (exchange.getRequestURI().getPath()) {
      case "/livez" -> send(exchange, health.live() ? OK : UNAVAILABLE, TEXT, problems());
      case "/readyz" -> send(exchange, health.ready() ? OK : UNAVAILABLE, TEXT, problems());
      case "/metrics" -> send(exchange, OK, PROMETHEUS, metrics.print());
      default -> send(exchange, NOT_FOUND, TEXT, "there are /livez, /readyz and /metrics\n");
    }
  }

  private String problems() {
    return health.lines().isEmpty() ? "ok\n" : String.join("\n", health.lines()) + "\n";
  }

  private static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    try (exchange) {
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.sendResponseHeaders(status, -1);
      } else {
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdown();
  }
}
