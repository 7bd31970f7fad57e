package io.tapmesh.embedded.clickhouse.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.tapmesh.embedded.clickhouse.engine.EngineResult;
import io.tapmesh.embedded.clickhouse.engine.Progress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The response to one statement: rows, a summary, or an error at any point. */
final class Reply {

  private static final int SLICE_BYTES = 256 << 10;
  private static final int TAG_LETTERS = 16;

  private final Exchange exchange;
  private final QueryRequest request;
  private final ResponseHeads heads;
  private final String exceptionTag = newTag();
  private final long startedNanos = System.nanoTime();
  private Progress progress = Progress.NONE;
  private Output output;
  private @Nullable Spool spool;

  Reply(Exchange exchange, QueryRequest request, ResponseHeads heads) {
    this.exchange = exchange;
    this.request = request;
    this.heads = heads;
    this.output = new Output(exchange.response(), request);
    this.spool = request.waitEndOfQuery() ? new Spool() : null;
    begin(OutputFormat.of(request.defaultFormat()));
  }

  /** Sets the format that the rows will have. */
  void begin(OutputFormat format) {
    HttpResponse head =
        heads.queryHead(
            exchange.request(), HttpResponseStatus.OK, format.contentType(), request.queryId());
    head.headers()
        .set("X-ClickHouse-Format", format.name())
        .set(ResponseHeads.EXCEPTION_TAG, exceptionTag);
    exchange.response().restart(head);
  }

  void add(Progress more) {
    progress = progress.plus(more);
    if (!exchange.response().isStarted()) {
      long elapsedNanos = System.nanoTime() - startedNanos;
      exchange
          .response()
          .head()
          .headers()
          .set(ResponseHeads.SUMMARY, ResponseHeads.summary(progress, elapsedNanos));
    }
  }

  /** Sends a part of a result; waits for a slow client. */
  void write(EngineResult result, long from) throws IOException {
    long length = result.lengthBytes();
    for (long at = from; at < length; at += SLICE_BYTES) {
      ByteBuffer slice = result.slice(at, (int) Math.min(SLICE_BYTES, length - at));
      if (spool != null) {
        spool.write(slice);
      } else {
        output.write(slice);
      }
    }
    output.flush();
  }

  void finish() throws IOException {
    if (spool != null) {
      try (Spool held = spool) {
        held.copyTo(output);
      }
      spool = null;
    }
    output.finish();
  }

  /** An error instead of a result. */
  void error(HttpResponseStatus status, int code, String text, Runnable adjustHead)
      throws IOException {
    dropHeld();
    HttpResponse head =
        heads.queryHead(exchange.request(), status, ResponseHeads.TEXT, request.queryId());
    head.headers()
        .set("X-ClickHouse-Exception-Code", code)
        .set(ResponseHeads.EXCEPTION_TAG, exceptionTag);
    exchange.response().restart(head);
    adjustHead.run();
    output = new Output(exchange.response(), request);
    output.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
    output.finish();
  }

  /**
   * An error after rows were sent: the text goes after them, between marks that the response's head
   * has announced, and the response ends without its end.
   */
  void breakOff(String text) throws IOException {
    dropHeld();
    byte[] message = text.getBytes(UTF_8);
    String before = "\r\n__exception__\r\n" + exceptionTag + "\r\n";
    String after = message.length + " " + exceptionTag + "\r\n__exception__\r\n";
    output.write(ByteBuffer.wrap(before.getBytes(UTF_8)));
    output.write(ByteBuffer.wrap(message));
    output.write(ByteBuffer.wrap(after.getBytes(UTF_8)));
    output.flush();
    exchange.response().abort();
  }

  private void dropHeld() throws IOException {
    if (spool != null) {
      spool.close();
      spool = null;
    }
  }

  private static String newTag() {
    return ThreadLocalRandom.current()
        .ints(TAG_LETTERS, 'a', 'z' + 1)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
