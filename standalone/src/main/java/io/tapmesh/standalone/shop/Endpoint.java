package io.tapmesh.standalone.shop;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service's HTTP server on a loopback socket. A request waits its service time on a timer, not on
 * a thread; then the route's handler makes the reply.
 */
final class Endpoint implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Endpoint.class);
  private static final int BACKLOG = 512;

  static {
    // The JDK's server writes head and body separately: with Nagle's algorithm that costs 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    // A server that closes idle connections races with the next request on them.
    System.setProperty("sun.net.httpserver.idleInterval", "86400");
    System.setProperty("sun.net.httpserver.maxIdleConnections", "10000");
  }

  private final String service;
  private final List<Route> routes;
  private final Condition condition;
  private final Workers workers;
  private final AtomicLong inFlight = new AtomicLong();
  private final LongAdder answered = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final int port;
  private HttpServer server;
  private boolean open;

  private Endpoint(
      String service, List<Route> routes, Condition condition, Workers workers, HttpServer server) {
    this.service = service;
    this.routes = routes;
    this.condition = condition;
    this.workers = workers;
    this.server = server;
    this.port = server.getAddress().getPort();
  }

  /**
   * Starts to listen.
   *
   * @param port 0 for a free one
   */
  static Endpoint open(
      String service, List<Route> routes, Condition condition, Workers workers, int port)
      throws IOException {
    Endpoint endpoint = new Endpoint(service, routes, condition, workers, bind(port));
    endpoint.serve();
    return endpoint;
  }

  int port() {
    return port;
  }

  /** Requests being answered now. */
  long inFlight() {
    return inFlight.get();
  }

  /** Requests that it has answered, by its own count. */
  long answered() {
    return answered.sum();
  }

  /** Those of them that it answered with 500 or above. */
  long failed() {
    return failed.sum();
  }

  /** Closes the listener and all connections: from now on calls are refused. */
  synchronized void down() {
    if (open) {
      server.stop(0);
      open = false;
    }
  }

  /** Listens again, on the same port, after {@link #down}. */
  synchronized void up() throws IOException {
    if (!open) {
      server = bind(port);
      serve();
    }
  }

  @Override
  public void close() {
    down();
  }

  private static HttpServer bind(int port) throws IOException {
    return HttpServer.create(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
  }

  private synchronized void serve() {
    server.setExecutor(workers.pool());
    server.createContext("/", this::accept);
    server.start();
    open = true;
  }

  private void accept(HttpExchange exchange) throws IOException {
    Incoming incoming = Incoming.read(exchange);
    inFlight.incrementAndGet();
    String path = exchange.getRequestURI().getPath();
    answer(exchange.getRequestMethod(), path, incoming)
        .exceptionally(failure -> toReply(failure, path))
        .thenAcceptAsync(reply -> send(exchange, reply), workers.pool());
  }

  private CompletionStage<Reply> answer(String method, String path, Incoming incoming) {
    boolean pathKnown = false;
    for (Route route : routes) {
      Optional<Map<String, String>> values = route.match(path);
      if (values.isPresent() && route.method().equals(method)) {
        return afterServiceTime(route, Request.of(values.get(), incoming));
      }
      pathKnown |= values.isPresent();
    }
    int status = pathKnown ? 405 : 404;
    return CompletableFuture.completedFuture(
        Reply.error(status, service + " does not answer " + method + " " + path));
  }

  private CompletionStage<Reply> afterServiceTime(Route route, Request request) {
    long micros = Math.round(1_000 * condition.nextServiceMillis(route.medianMillis()));
    return CompletableFuture.runAsync(
            () -> {},
            CompletableFuture.delayedExecutor(micros, TimeUnit.MICROSECONDS, workers.pool()))
        .thenCompose(
            done -> {
              OptionalInt failure = condition.nextFailure();
              return failure.isPresent()
                  ? CompletableFuture.completedFuture(failure(failure.getAsInt()))
                  : route.handler().apply(request);
            });
  }

  private Reply failure(int status) {
    return Reply.error(status, service + (status == 503 ? " is overloaded" : " failed"));
  }

  private Reply toReply(Throwable thrown, String path) {
    Throwable failure = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    if (failure instanceof DependencyFailed dependency) {
      return Reply.error(dependency.status(), dependency.getMessage());
    }
    if (failure instanceof BadRequest) {
      return Reply.error(400, failure.getMessage());
    }
    log.error("{} has a bug: {} could not be answered", service, path, failure);
    return Reply.error(500, service + " failed");
  }

  private void send(HttpExchange exchange, Reply reply) {
    try (exchange) {
      if (!reply.contentType().isEmpty()) {
        exchange.getResponseHeaders().set("Content-Type", reply.contentType());
      }
      byte[] body = reply.body().getBytes(UTF_8);
      exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
      answered.increment();
      if (reply.serverError()) {
        failed.increment();
      }
    } catch (IOException e) {
      log.debug("{}: the caller went away before the reply was sent", service, e);
    } finally {
      inFlight.decrementAndGet();
    }
  }
}
