package io.tapmesh.proxy.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.tapmesh.schemas.AttributeKeys;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Writes the span of an exchange, or of one attempt, after the HTTP conventions. */
final class SpanMaker {

  private static final AttributeKey<Long> STATUS =
      AttributeKey.longKey(AttributeKeys.HTTP_RESPONSE_STATUS_CODE);

  private final Tracer tracer;
  private final ChosenIds ids;
  private final Clock clock;
  private final Direction direction;
  private final String revision;

  SpanMaker(Tracer tracer, ChosenIds ids, Clock clock, Direction direction, String revision) {
    this.tracer = tracer;
    this.ids = ids;
    this.clock = clock;
    this.direction = direction;
    this.revision = revision;
  }

  /**
   * Makes and ends a span.
   *
   * @param error a value for {@code error.type}, or null
   * @param status of the response, 0 if there was none
   */
  void make(Exchange exchange, @Nullable String error, int status, long endNanos) {
    boolean client = direction == Direction.OUTBOUND;
    long startNanos = client ? exchange.attemptNanos : exchange.startNanos;
    long startEpochNanos = clock.epochNanos(startNanos);
    SpanContext parent = exchange.trace.parent();
    SpanBuilder builder =
        tracer
            .spanBuilder(name(exchange))
            .setSpanKind(client ? SpanKind.CLIENT : SpanKind.SERVER)
            .setStartTimestamp(startEpochNanos, TimeUnit.NANOSECONDS)
            .setParent(parent.isValid() ? Context.root().with(Span.wrap(parent)) : Context.root());
    describeRequest(exchange, builder);
    if (client) {
      describeCallee(exchange, builder);
    } else {
      describeCaller(exchange, builder);
    }
    if (status > 0) {
      builder.setAttribute(STATUS, (long) status);
    }
    if (error != null) {
      builder.setAttribute(AttributeKeys.ERROR_TYPE, error);
    }
    if (exchange.requestBytes > 0) {
      builder.setAttribute(AttributeKeys.HTTP_REQUEST_BODY_SIZE, exchange.requestBytes);
    }
    if (exchange.responseBytes > 0) {
      builder.setAttribute(AttributeKeys.HTTP_RESPONSE_BODY_SIZE, exchange.responseBytes);
    }
    ids.choose(exchange.span);
    Span span = builder.startSpan();
    if (error != null && (status == 0 || status >= direction.firstErrorStatus())) {
      span.setStatus(StatusCode.ERROR);
    }
    span.end(startEpochNanos + (endNanos - startNanos), TimeUnit.NANOSECONDS);
  }

  /** Low in cardinality by rule: never the raw path. */
  private static String name(Exchange exchange) {
    String method = exchange.method.equals(Methods.OTHER) ? "HTTP" : exchange.method;
    return exchange.route == null ? method : method + " " + exchange.route;
  }

  private void describeRequest(Exchange exchange, SpanBuilder span) {
    span.setAttribute(AttributeKeys.HTTP_REQUEST_METHOD, exchange.method);
    set(span, AttributeKeys.HTTP_REQUEST_METHOD_ORIGINAL, exchange.originalMethod);
    set(span, AttributeKeys.HTTP_ROUTE, exchange.route);
    set(span, AttributeKeys.URL_PATH, exchange.path);
    span.setAttribute(AttributeKeys.URL_SCHEME, exchange.scheme);
    span.setAttribute(AttributeKeys.NETWORK_PROTOCOL_NAME, "http");
    span.setAttribute(AttributeKeys.NETWORK_PROTOCOL_VERSION, exchange.protocolVersion);
    set(span, AttributeKeys.USER_AGENT_ORIGINAL, exchange.userAgent);
    span.setAttribute(AttributeKeys.SERVICE_PEER_NAME, exchange.peer);
    span.setAttribute(AttributeKeys.PEER_SERVICE, exchange.peer);
    span.setAttribute(AttributeKeys.CONFIG_REVISION, revision);
    describeServer(exchange, span);
  }

  /** The address that the client asked for: the {@code Host} header, else the upstream's. */
  private static void describeServer(Exchange exchange, SpanBuilder span) {
    String host = exchange.host;
    if (host == null || host.isEmpty()) {
      set(span, AttributeKeys.SERVER_ADDRESS, exchange.upstreamAddress);
      return;
    }
    int colon = host.lastIndexOf(':');
    boolean hasPort = colon > host.lastIndexOf(']') && colon < host.length() - 1;
    span.setAttribute(AttributeKeys.SERVER_ADDRESS, hasPort ? host.substring(0, colon) : host);
    int port = hasPort ? port(host, colon + 1) : 80;
    if (port > 0) {
      span.setAttribute(AttributeKeys.SERVER_PORT, port);
    }
  }

  private static int port(String host, int from) {
    int port = 0;
    for (int i = from; i < host.length(); i++) {
      char c = host.charAt(i);
      if (c < '0' || c > '9' || port > 65_535) {
        return 0;
      }
      port = port * 10 + (c - '0');
    }
    return port <= 65_535 ? port : 0;
  }

  private static void describeCallee(Exchange exchange, SpanBuilder span) {
    if (exchange.upstreamAddress != null) {
      span.setAttribute(AttributeKeys.NETWORK_PEER_ADDRESS, exchange.upstreamAddress);
      span.setAttribute(AttributeKeys.NETWORK_PEER_PORT, exchange.upstreamPort);
    }
    if (exchange.resends > 0) {
      span.setAttribute(AttributeKeys.HTTP_REQUEST_RESEND_COUNT, exchange.resends);
    }
  }

  private static void describeCaller(Exchange exchange, SpanBuilder span) {
    set(span, AttributeKeys.CLIENT_ADDRESS, exchange.clientAddress);
  }

  private static void set(SpanBuilder span, String key, @Nullable String value) {
    if (value != null) {
      span.setAttribute(key, value);
    }
  }
}
