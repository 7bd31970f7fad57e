package io.tapmesh.proxy.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tapmesh.proxy.telemetry.PrometheusText;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The port for operators. It has a thread of its own, so that a scrape can wait for a collection
 * without holding up traffic, and so that it answers when the event loops do not.
 */
public final class AdminServer implements AutoCloseable {

  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String JSON = "application/json";

  private final HttpServer server;
  private final ExecutorService executor;

  private AdminServer(HttpServer server, ExecutorService executor) {
    this.server = server;
    this.executor = executor;
  }

  /**
   * Starts to listen.
   *
   * @throws IOException if it cannot; a {@link java.net.BindException} if the port is taken
   */
  public static AdminServer start(InetSocketAddress address, AdminPages pages) throws IOException {
    HttpServer server = HttpServer.create(address, 0);
    ExecutorService executor =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "tapmesh-admin");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(executor);
    server.createContext("/", exchange -> answer(exchange, pages));
    server.start();
    return new AdminServer(server, executor);
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  private static void answer(HttpExchange exchange, AdminPages pages) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        send(exchange, 405, TEXT, "only GET and HEAD\n");
        return;
      }
      switch (exchange.getRequestURI().getPath()) {
        case "/livez" -> send(exchange, 200, TEXT, "ok\n");
        case "/readyz" -> {
          boolean ready = pages.isReady();
          send(exchange, ready ? 200 : 503, TEXT, ready ? "ok\n" : "draining\n");
        }
        case "/metrics" -> send(exchange, 200, PrometheusText.CONTENT_TYPE, pages.metrics());
        case "/config" -> send(exchange, 200, JSON, pages.config());
        default -> send(exchange, 404, TEXT, "there are /livez, /readyz, /metrics and /config\n");
      }
    }
  }

  private static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
