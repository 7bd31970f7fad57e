package io.tapmesh.proxy.telemetry;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.tapmesh.schemas.AttributeKeys;
import java.nio.ByteBuffer;

/** Makes a span of an exchange in the plainest way, attribute by attribute with the builders. */
final class ReferenceSpans {

  private final Span.Builder span = Span.newBuilder();

  private ReferenceSpans() {}

  /** The span of an exchange whose {@code errorType} has been decided. */
  static Span of(Exchange exchange, Clock clock, long endEpochNanos) {
    return new ReferenceSpans().make(exchange, clock, endEpochNanos);
  }

  private Span make(Exchange exchange, Clock clock, long endEpochNanos) {
    boolean client = exchange.recorder.direction() == Direction.OUTBOUND;
    boolean remote = exchange.trace.parent().isValid();
    span.setTraceId(bytes(exchange.span.traceIdHigh(), exchange.span.traceIdLow()))
        .setSpanId(bytes(exchange.span.spanId()))
        .setFlags(exchange.span.flags() | (remote ? 0x300 : 0x100))
        .setKind(client ? Span.SpanKind.SPAN_KIND_CLIENT : Span.SpanKind.SPAN_KIND_SERVER)
        .setStartTimeUnixNano(
            clock.epochNanos(client ? exchange.attemptNanos : exchange.startNanos))
        .setEndTimeUnixNano(endEpochNanos);
    if (remote) {
      span.setParentSpanId(bytes(exchange.trace.parent().spanId()));
    }
    String method = exchange.method.equals("_OTHER") ? "HTTP" : exchange.method;
    span.setName(exchange.route == null ? method : method + " " + exchange.route);
    attributes(exchange, client);
    boolean callersFault = !client && exchange.status >= 400 && exchange.status < 500;
    if (exchange.errorType != null && !callersFault) {
      span.setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR));
    }
    return span.build();
  }

  private void attributes(Exchange exchange, boolean client) {
    set(AttributeKeys.HTTP_REQUEST_METHOD, exchange.method);
    set(AttributeKeys.HTTP_REQUEST_METHOD_ORIGINAL, exchange.originalMethod);
    set(AttributeKeys.HTTP_ROUTE, exchange.route);
    set(AttributeKeys.URL_PATH, exchange.path);
    set(AttributeKeys.URL_SCHEME, exchange.scheme);
    set(AttributeKeys.NETWORK_PROTOCOL_NAME, "http");
    set(AttributeKeys.NETWORK_PROTOCOL_VERSION, exchange.protocolVersion);
    set(AttributeKeys.USER_AGENT_ORIGINAL, exchange.userAgent);
    set(AttributeKeys.SERVICE_PEER_NAME, exchange.peer);
    set(AttributeKeys.PEER_SERVICE, exchange.peer);
    set(AttributeKeys.CONFIG_REVISION, Recordings.REVISION);
    set(AttributeKeys.ERROR_TYPE, exchange.errorType);
    String host = exchange.host == null ? "" : exchange.host.value();
    if (host.isEmpty()) {
      set(AttributeKeys.SERVER_ADDRESS, exchange.upstreamAddress);
      if (exchange.upstreamAddress != null) {
        add(AttributeKeys.SERVER_PORT, exchange.upstreamPort);
      }
    } else if (host.matches(".*[^:]:[^\\]:]+") || host.matches("\\[.*]:.+")) {
      int colon = host.lastIndexOf(':');
      set(AttributeKeys.SERVER_ADDRESS, host.substring(0, colon));
      String port = host.substring(colon + 1);
      boolean valid = port.matches("\\d{1,5}") && Integer.parseInt(port) <= 65_535;
      set(AttributeKeys.SERVER_PORT, valid ? Long.parseLong(port) : 0);
    } else {
      set(AttributeKeys.SERVER_ADDRESS, host);
      set(AttributeKeys.SERVER_PORT, 80);
    }
    if (client) {
      set(AttributeKeys.NETWORK_PEER_ADDRESS, exchange.upstreamAddress);
      if (exchange.upstreamAddress != null) {
        add(AttributeKeys.NETWORK_PEER_PORT, exchange.upstreamPort);
      }
      set(AttributeKeys.HTTP_REQUEST_RESEND_COUNT, Math.max(0, exchange.resends));
    } else {
      set(AttributeKeys.CLIENT_ADDRESS, exchange.clientAddress);
    }
    set(AttributeKeys.HTTP_RESPONSE_STATUS_CODE, exchange.status);
    set(AttributeKeys.HTTP_REQUEST_BODY_SIZE, exchange.requestBytes);
    set(AttributeKeys.HTTP_RESPONSE_BODY_SIZE, exchange.responseBytes);
  }

  private void set(String key, Object text) {
    if (text != null) {
      span.addAttributes(
          KeyValue.newBuilder()
              .setKey(key)
              .setValue(AnyValue.newBuilder().setStringValue(text.toString())));
    }
  }

  private void set(String key, long number) {
    if (number > 0) {
      add(key, number);
    }
  }

  private void add(String key, long number) {
    span.addAttributes(
        KeyValue.newBuilder().setKey(key).setValue(AnyValue.newBuilder().setIntValue(number)));
  }

  private static ByteString bytes(long... ids) {
    ByteBuffer buffer = ByteBuffer.allocate(8 * ids.length);
    for (long id : ids) {
      buffer.putLong(id);
    }
    return ByteString.copyFrom(buffer.array());
  }
}
