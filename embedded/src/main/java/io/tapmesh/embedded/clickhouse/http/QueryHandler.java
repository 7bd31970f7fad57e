package io.tapmesh.embedded.clickhouse.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.tapmesh.embedded.clickhouse.compression.CompressionException;
import io.tapmesh.embedded.clickhouse.engine.EngineException;
import io.tapmesh.embedded.clickhouse.sql.RequestStatement;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A request from its first byte to its last, on a worker thread. Thread-safe. */
final class QueryHandler {

  private static final Logger log = LoggerFactory.getLogger(QueryHandler.class);

  private final Users users;
  private final Sessions sessions;
  private final RunningQueries running;
  private final ResponseHeads heads;
  private final String version;

  QueryHandler(
      Users users, Sessions sessions, RunningQueries running, ResponseHeads heads, String version) {
    this.users = users;
    this.sessions = sessions;
    this.running = running;
    this.heads = heads;
    this.version = version;
  }

  /** Answers, whatever happens, and lets go of what was not read. */
  void handle(Exchange exchange) {
    try {
      answer(exchange);
    } finally {
      exchange.body().discard();
    }
  }

  private void answer(Exchange exchange) {
    QueryRequest request;
    String user;
    try {
      request = QueryRequest.of(exchange.request(), exchange.url());
      user = users.authenticate(exchange.request().headers(), exchange.url().parameters());
    } catch (EngineException e) {
      refuse(exchange, e);
      return;
    }
    Reply reply = new Reply(exchange, request, heads);
    try {
      running.start(request.queryId(), exchange);
    } catch (EngineException e) {
      fail(exchange, reply, e);
      return;
    }
    try {
      run(exchange, request, user, reply);
    } finally {
      running.end(request.queryId(), exchange);
    }
  }

  private void run(Exchange exchange, QueryRequest request, String user, Reply reply) {
    try {
      RequestStatement statement =
          RequestStatement.read(
              request.query().getBytes(UTF_8),
              DecodedBody.of(exchange.body(), request.contentEncoding(), request.decompress()));
      try (Sessions.Lease lease = sessions.lease(user, request.session())) {
        new QueryRun(lease, request, statement, reply).run();
      }
      reply.finish();
    } catch (EngineException e) {
      fail(exchange, reply, request.readOnly() ? withGetHint(e) : e);
    } catch (CompressionException e) {
      fail(
          exchange,
          reply,
          EngineException.of(e.code(), e.codeName(), String.valueOf(e.getMessage())));
    } catch (RequestStatement.TooLargeException e) {
      fail(
          exchange,
          reply,
          EngineException.of(
              ErrorStatus.QUERY_IS_TOO_LARGE,
              "QUERY_IS_TOO_LARGE",
              String.valueOf(e.getMessage())));
    } catch (ClientGoneException e) {
      log.debug("query {} ended: {}", request.queryId(), e.getMessage());
      exchange.response().abort();
    } catch (IOException | RuntimeException e) {
      log.warn("query {} failed", request.queryId(), e);
      fail(
          exchange,
          reply,
          EngineException.of(
              ErrorStatus.UNKNOWN_EXCEPTION, "UNKNOWN_EXCEPTION", String.valueOf(e)));
    }
  }

  private static EngineException withGetHint(EngineException e) {
    return e.code() != ErrorStatus.READONLY
        ? e
        : e.withDetail(
            "For queries over HTTP, method GET implies readonly. You should use method POST for"
                + " modifying queries.");
  }

  /** Before the request is understood there is nothing but plain text to answer with. */
  void refuse(Exchange exchange, EngineException error) {
    ResponseBody response = exchange.response();
    response.restart(
        heads.head(exchange.request(), ErrorStatus.of(error.code()), ResponseHeads.TEXT));
    response.head().headers().set("X-ClickHouse-Exception-Code", error.code());
    closeUnlessRead(exchange);
    try {
      response.write(ByteBuffer.wrap(text(error).getBytes(UTF_8)));
      response.finish();
    } catch (IOException e) {
      log.debug("an error could not be sent: {}", e.getMessage());
      response.abort();
    }
    exchange.body().discard();
  }

  private void fail(Exchange exchange, Reply reply, EngineException error) {
    try {
      if (exchange.response().isStarted()) {
        reply.breakOff(text(error));
      } else {
        HttpResponseStatus status = ErrorStatus.of(error.code());
        reply.error(status, error.code(), text(error), () -> closeUnlessRead(exchange));
      }
    } catch (IOException e) {
      log.debug("an error could not be sent: {}", e.getMessage());
      exchange.response().abort();
    }
  }

  /** The rest of a long request is not worth reading: the connection ends after the response. */
  private static void closeUnlessRead(Exchange exchange) {
    if (!exchange.body().isComplete()) {
      exchange.response().head().headers().set(HttpHeaderNames.CONNECTION, "close");
    }
  }

  private String text(EngineException error) {
    return error.getMessage() + " (version " + version + " (official build))\n";
  }
}
