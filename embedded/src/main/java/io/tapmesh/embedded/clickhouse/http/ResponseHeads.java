package io.tapmesh.embedded.clickhouse.http;

import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.tapmesh.embedded.clickhouse.engine.Progress;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** The heads of responses, with the headers that ClickHouse sets. */
final class ResponseHeads {

  static final String TEXT = "text/plain; charset=UTF-8";
  static final String SUMMARY = "X-ClickHouse-Summary";
  static final String EXCEPTION_TAG = "X-ClickHouse-Exception-Tag";

  /** Promised to clients; the connection is kept a little longer than that. */
  static final int KEEP_ALIVE_SECONDS = 30;

  private static final String EXPOSED =
      "X-ClickHouse-Query-Id,X-ClickHouse-Summary,X-ClickHouse-Server-Display-Name,"
          + "X-ClickHouse-Format,X-ClickHouse-Timezone,X-ClickHouse-Exception-Code,"
          + "X-ClickHouse-Exception-Tag";

  private final String displayName;
  private final String timezone;
  private final Clock clock;

  ResponseHeads(String displayName, String timezone, Clock clock) {
    this.displayName = displayName;
    this.timezone = timezone;
    this.clock = clock;
  }

  /** A head that fits the request's version and wish to keep the connection. */
  HttpResponse head(HttpRequest request, HttpResponseStatus status, String contentType) {
    HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status);
    HttpHeaders headers = head.headers();
    headers.set(
        HttpHeaderNames.DATE,
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            ZonedDateTime.ofInstant(clock.instant(), ZoneOffset.UTC)));
    headers.set(HttpHeaderNames.CONTENT_TYPE, contentType);
    boolean keepAlive = HttpUtil.isKeepAlive(request);
    boolean chunks = request.protocolVersion().isKeepAliveDefault(); // HTTP/1.0 has none.
    if (chunks) {
      headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    if (keepAlive && chunks) {
      headers.set(HttpHeaderNames.CONNECTION, "Keep-Alive");
      headers.set("Keep-Alive", "timeout=" + KEEP_ALIVE_SECONDS);
    } else {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    headers.set("X-ClickHouse-Server-Display-Name", displayName);
    return head;
  }

  /** The head of a statement's response. */
  HttpResponse queryHead(
      HttpRequest request, HttpResponseStatus status, String contentType, String queryId) {
    HttpResponse head = head(request, status, contentType);
    head.headers()
        .set("Access-Control-Expose-Headers", EXPOSED)
        .set("X-ClickHouse-Query-Id", headerSafe(queryId))
        .set("X-ClickHouse-Timezone", timezone);
    return head;
  }

  /** The client chooses its query id, and a header cannot hold everything. */
  private static String headerSafe(String value) {
    return value.replaceAll("[^\\x20-\\x7e]", "?");
  }

  static String summary(Progress progress, long elapsedNanos) {
    return "{\"read_rows\":\""
        + progress.rowsRead()
        + "\",\"read_bytes\":\""
        + progress.bytesRead()
        + "\",\"written_rows\":\""
        + progress.rowsWritten()
        + "\",\"written_bytes\":\""
        + progress.bytesWritten()
        + "\",\"total_rows_to_read\":\"0\",\"result_rows\":\""
        + progress.resultRows()
        + "\",\"result_bytes\":\"0\",\"elapsed_ns\":\""
        + elapsedNanos
        + "\"}";
  }
}
