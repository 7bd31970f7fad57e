package io.tapmesh.proxy.telemetry;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import io.tapmesh.proxy.http.FieldEdits;
import io.tapmesh.proxy.http.HeaderId;
import io.tapmesh.proxy.http.Request;
import io.tapmesh.proxy.trace.IncomingTrace;
import io.tapmesh.proxy.trace.TraceReader;
import io.tapmesh.proxy.trace.TraceWriter;
import io.tapmesh.schemas.Services;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Turns the exchanges of one listener into metrics and spans. Used on one event loop only.
 *
 * <p>Ids are chosen when an attempt begins, because the next hop must know them; the span itself is
 * made when it ends, when everything about it is known.
 */
public final class Recorder {

  static final IncomingTrace NO_TRACE =
      new IncomingTrace(SpanContext.getInvalid(), "", null, IncomingTrace.B3Form.NONE, false);

  private final Direction direction;
  private final Routes routes;
  private final NameGuard callers;
  private final @Nullable String callee;
  private final GoldenMetrics metrics;
  private final SeriesCache series;
  private final @Nullable SpanMaker spans;
  private final TraceWriter traceWriter;

  Recorder(
      ListenerTelemetry listener,
      NameGuard callers,
      GoldenMetrics metrics,
      SeriesCache series,
      @Nullable SpanMaker spans,
      TraceWriter traceWriter) {
    this.direction = listener.direction();
    this.routes = listener.routes();
    this.callee = listener.callee();
    this.callers = callers;
    this.metrics = metrics;
    this.series = series;
    this.spans = spans;
    this.traceWriter = traceWriter;
  }

  private Recorder(Recorder other, String callee) {
    direction = other.direction;
    routes = other.routes;
    callers = other.callers;
    metrics = other.metrics;
    series = other.series;
    spans = other.spans;
    traceWriter = other.traceWriter;
    this.callee = callee;
  }

  /** The same, for requests that go to this service; the two may be used side by side. */
  public Recorder towards(String service) {
    return new Recorder(this, service);
  }

  /**
   * A request has arrived.
   *
   * @param startNanos when its first byte came, by {@link Clock#nanos}
   * @param clientAddress the textual address at the other end of the connection
   */
  public Exchange begin(Request head, long startNanos, @Nullable String clientAddress) {
    Exchange exchange = new Exchange(this, startNanos);
    exchange.method = Methods.of(head);
    exchange.protocolVersion = head.protocolVersion();
    exchange.clientAddress = clientAddress;
    exchange.path = path(head.target());
    exchange.route = routes.match(exchange.method, exchange.path);
    if (spans != null) {
      exchange.trace = TraceReader.read(head);
      exchange.host = head.authority();
      exchange.userAgent = head.value(HeaderId.USER_AGENT);
      if (Methods.OTHER.equals(exchange.method)) {
        exchange.originalMethod = head.method();
      }
    }
    exchange.peer = callee == null ? caller(exchange.trace) : callee;
    return exchange;
  }

  /** Something has arrived that is no request; it is counted all the same. */
  public Exchange beginMalformed(long startNanos, @Nullable String clientAddress) {
    Exchange exchange = new Exchange(this, startNanos);
    exchange.clientAddress = clientAddress;
    exchange.peer = callee == null ? Services.EXTERNAL : callee;
    return exchange;
  }

  /**
   * A connection begins whose bytes are not looked into; see {@link Exchange.Kind#TCP}.
   *
   * @param startNanos when it was accepted, by {@link Clock#nanos}
   */
  public Exchange beginConnection(long startNanos, @Nullable String clientAddress) {
    Exchange exchange = beginMalformed(startNanos, clientAddress);
    exchange.kind = Exchange.Kind.TCP;
    return exchange;
  }

  private String caller(IncomingTrace trace) {
    String claimed = trace.caller();
    return claimed == null ? Services.EXTERNAL : callers.admit(claimed);
  }

  void beginAttempt(Exchange exchange) {
    boolean newSpan = direction == Direction.OUTBOUND || !exchange.span.isValid();
    if (spans != null && newSpan) {
      // A second attempt is a sibling of the first, also where the first began the trace.
      SpanContext relative = exchange.trace.parent();
      exchange.span = newSpan(relative.isValid() ? relative : exchange.span);
    }
  }

  /** A sampled caller is followed, one that is not sampled too; without a caller we sample. */
  private static SpanContext newSpan(SpanContext relative) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    String spanId = SpanId.fromLong(nonZero(random));
    if (relative.isValid()) {
      return SpanContext.create(
          relative.getTraceId(), spanId, relative.getTraceFlags(), TraceState.getDefault());
    }
    String traceId = TraceId.fromLongs(random.nextLong(), nonZero(random));
    return SpanContext.create(traceId, spanId, TraceFlags.getSampled(), TraceState.getDefault());
  }

  private static long nonZero(ThreadLocalRandom random) {
    long value = random.nextLong();
    return value == 0 ? 1 : value;
  }

  void propagate(Exchange exchange, FieldEdits edits) {
    if (exchange.span.isValid()) {
      traceWriter.write(exchange.trace, exchange.span, edits);
    }
  }

  void recordFailedAttempt(Exchange exchange, String reason, long nowNanos) {
    if (spans != null && direction == Direction.OUTBOUND && exchange.span.isSampled()) {
      spans.make(exchange, reason, 0, nowNanos);
    }
  }

  void recordProgress(Exchange exchange) {
    exchange.reportedRequestBytes = exchange.requestBytes;
    exchange.reportedResponseBytes = exchange.responseBytes;
  }

  void record(Exchange exchange, long nowNanos) {
    if (exchange.kind != Exchange.Kind.HTTP) {
      recordProgress(exchange);
      return;
    }
    String error = errorType(exchange);
    metrics.record(
        nowNanos - exchange.startNanos,
        exchange.requestBytes,
        exchange.responseBytes,
        series.of(exchange, error));
    if (spans == null) {
      return;
    }
    if (!exchange.span.isValid()) {
      // Refused before there was an attempt.
      exchange.span = newSpan(exchange.trace.parent());
    }
    if (exchange.span.isSampled()) {
      spans.make(exchange, error, exchange.status, nowNanos);
    }
  }

  private @Nullable String errorType(Exchange exchange) {
    if (exchange.errorType != null) {
      return exchange.errorType;
    }
    return exchange.status >= direction.firstErrorStatus() ? StatusNames.of(exchange.status) : null;
  }

  /** The path of a request target, without its query. */
  static String path(String target) {
    int start = 0;
    if (!target.startsWith("/")) {
      int authority = target.indexOf("://");
      int slash = authority < 0 ? -1 : target.indexOf('/', authority + 3);
      if (slash < 0) {
        return authority < 0 ? target : "/";
      }
      start = slash;
    }
    int query = target.indexOf('?', start);
    return target.substring(start, query < 0 ? target.length() : query);
  }
}
