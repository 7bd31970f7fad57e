package io.tapmesh.embedded.clickhouse.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.tapmesh.embedded.clickhouse.engine.EngineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done with each request: health checks at once, statements by the workers. */
final class HttpService {

  private static final Logger log = LoggerFactory.getLogger(HttpService.class);
  private static final long STALL_TIMEOUT_NANOS = TimeUnit.MINUTES.toNanos(5);
  private static final long LINGER_MILLIS = 5_000;

  private final ResponseHeads heads;
  private final QueryHandler queries;
  private final RunningQueries running;
  private final Workers workers;
  private volatile boolean closing;

  HttpService(ResponseHeads heads, QueryHandler queries, RunningQueries running, Workers workers) {
    this.heads = heads;
    this.queries = queries;
    this.running = running;
    this.workers = workers;
  }

  ResponseHeads heads() {
    return heads;
  }

  long stallTimeoutNanos() {
    return STALL_TIMEOUT_NANOS;
  }

  long lingerMillis() {
    return LINGER_MILLIS;
  }

  boolean isClosing() {
    return closing;
  }

  void close() {
    closing = true;
  }

  /** On the event loop. */
  void accept(Exchange exchange) {
    HttpMethod method = exchange.request().method();
    String path = exchange.url().path();
    boolean get = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    if (get
        && (path.equals("/ping") || path.equals("/replicas_status") || isHealthCheck(exchange))) {
      answer(exchange, HttpResponseStatus.OK, "Ok.\n");
    } else if (!path.equals("/") && !path.isEmpty()) {
      answer(
          exchange,
          HttpResponseStatus.NOT_FOUND,
          "There is no handle "
              + path
              + "\n\nUse / or /ping for health checks.\nOr /replicas_status for more sophisticated"
              + " health checks.\n\nSend queries from your program with POST method or GET"
              + " /?query=...\n");
    } else if (method.equals(HttpMethod.OPTIONS)) {
      answer(exchange, HttpResponseStatus.NO_CONTENT, "");
    } else if (!get && !method.equals(HttpMethod.POST)) {
      answer(
          exchange, HttpResponseStatus.NOT_IMPLEMENTED, "Method " + method + " is not supported\n");
    } else {
      submit(exchange);
    }
  }

  private static boolean isHealthCheck(Exchange exchange) {
    return exchange.request().uri().equals("/");
  }

  private void submit(Exchange exchange) {
    Workers.Outcome outcome =
        workers.submit(exchange, () -> queries.handle(exchange), this::tooMany);
    if (outcome == Workers.Outcome.FULL) {
      tooMany(exchange);
    }
  }

  /** No worker was free in time. */
  private void tooMany(Exchange exchange) {
    queries.refuse(
        exchange,
        EngineException.of(
            ErrorStatus.TOO_MANY_SIMULTANEOUS_QUERIES,
            "TOO_MANY_SIMULTANEOUS_QUERIES",
            "Too many simultaneous queries. Maximum: " + workers.size()));
  }

  void malformed(Exchange exchange, Throwable cause) {
    answer(
        exchange,
        HttpResponseStatus.BAD_REQUEST,
        "Malformed HTTP request: " + cause.getMessage() + "\n");
  }

  /** Ends what the client no longer waits for. On the event loop. */
  void clientGone(Exchange exchange) {
    exchange.clientGone();
    workers.forget(exchange);
    running.kill(exchange);
  }

  private void answer(Exchange exchange, HttpResponseStatus status, String text) {
    ResponseBody response = exchange.response();
    response.restart(heads.head(exchange.request(), status, ResponseHeads.TEXT));
    if (status.equals(HttpResponseStatus.NO_CONTENT)) {
      response.head().headers().remove(HttpHeaderNames.TRANSFER_ENCODING);
    }
    exchange.body().discard();
    try {
      response.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
      response.finish();
    } catch (IOException e) {
      log.debug("a short answer could not be sent: {}", e.getMessage());
      response.abort();
    }
  }
}
