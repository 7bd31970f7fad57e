package io.tapmesh.proxy.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributeType;
import io.opentelemetry.api.common.Attributes;
import io.tapmesh.proxy.trace.SamplingState;
import io.tapmesh.proxy.trace.SpanRef;
import io.tapmesh.schemas.AttributeKeys;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes the span of an exchange, or of one attempt, as <a
 * href="https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto">OTLP</a>
 * bytes. What all spans of a series have in common is written once and copied. Used on one event
 * loop only.
 */
final class SpanEncoder {

  // Tags of the message Span.
  private static final int TRACE_ID = 1 << 3 | 2;
  private static final int SPAN_ID = 2 << 3 | 2;
  private static final int TRACE_STATE = 3 << 3 | 2;
  private static final int PARENT_SPAN_ID = 4 << 3 | 2;
  private static final int NAME = 5 << 3 | 2;
  private static final int KIND = 6 << 3;
  private static final int START = 7 << 3 | 1;
  private static final int END = 8 << 3 | 1;
  private static final int STATUS = 15 << 3 | 2;
  private static final int FLAGS = 16 << 3 | 5;

  private static final int STATUS_CODE = 3 << 3;
  private static final int STATUS_CODE_ERROR = 2;
  private static final int HAS_IS_REMOTE = 0x100;
  private static final int IS_REMOTE = 0x200;

  private static final OtlpAttribute PEER_SERVICE = new OtlpAttribute(AttributeKeys.PEER_SERVICE);
  private static final OtlpAttribute REVISION = new OtlpAttribute(AttributeKeys.CONFIG_REVISION);
  private static final OtlpAttribute SAMPLING_REASON =
      new OtlpAttribute(AttributeKeys.SAMPLING_REASON);
  private static final Map<String, OtlpAttribute> BY_KEY = new ConcurrentHashMap<>();

  private final Clock clock;
  private final RequestAttributes request = new RequestAttributes();

  SpanEncoder(Clock clock) {
    this.clock = clock;
  }

  /**
   * Writes the fields of the message.
   *
   * @param series what the exchange has been counted under
   * @param reason why it is recorded though it is not sampled, or null
   */
  void write(
      ProtoBuffer out, Exchange exchange, Series series, @Nullable String reason, long endNanos) {
    Direction direction = exchange.recorder.direction();
    boolean client = direction == Direction.OUTBOUND;
    long startNanos = client ? exchange.attemptNanos : exchange.startNanos;
    long startEpochNanos = clock.epochNanos(startNanos);
    SpanRef span = exchange.span;
    SpanRef parent = exchange.trace.parent();
    out.writeByte(TRACE_ID);
    out.writeByte(16);
    out.writeId(span.traceIdHigh());
    out.writeId(span.traceIdLow());
    out.writeByte(SPAN_ID);
    out.writeByte(8);
    out.writeId(span.spanId());
    int flags = span.flags() | HAS_IS_REMOTE;
    if (parent.isValid()) {
      flags |= IS_REMOTE;
      out.writeByte(PARENT_SPAN_ID);
      out.writeByte(8);
      out.writeId(parent.spanId());
    }
    out.writeVarint(FLAGS);
    out.writeFixed32(flags);
    out.writeByte(START);
    out.writeFixed64(startEpochNanos);
    out.writeByte(END);
    out.writeFixed64(startEpochNanos + (endNanos - startNanos));
    String revision = exchange.recorder.revision();
    byte[] common = series.spanBytes;
    if (common == null || !revision.equals(series.spanRevision)) {
      common = common(series, revision, direction);
      series.spanBytes = common;
      series.spanRevision = revision;
    }
    out.write(common);
    request.write(out, exchange, client);
    if (reason != null) {
      SAMPLING_REASON.write(out, reason);
    } else {
      writeState(out, exchange.sampling);
    }
  }

  private static void writeState(ProtoBuffer out, SamplingState sampling) {
    String member = sampling.member();
    if (member != null) {
      out.writeByte(TRACE_STATE);
      out.writeText(member);
    }
  }

  private static byte[] common(Series series, String revision, Direction direction) {
    ProtoBuffer out = new ProtoBuffer(512);
    out.writeByte(NAME);
    out.writeText(SpanName.of(series));
    out.writeByte(KIND);
    out.writeByte(direction == Direction.OUTBOUND ? 3 : 2);
    Attributes attributes = series.cells.attributes();
    attributes.forEach((key, value) -> write(out, key, value));
    PEER_SERVICE.write(out, series.peer);
    REVISION.write(out, revision);
    if (SpanName.isError(series.family, series.status, series.error, direction)) {
      out.writeByte(STATUS);
      out.writeByte(2);
      out.writeByte(STATUS_CODE);
      out.writeByte(STATUS_CODE_ERROR);
    }
    return out.copy();
  }

  private static void write(ProtoBuffer out, AttributeKey<?> key, Object value) {
    OtlpAttribute attribute = BY_KEY.computeIfAbsent(key.getKey(), OtlpAttribute::new);
    if (key.getType() == AttributeType.LONG) {
      attribute.write(out, (Long) value);
    } else {
      attribute.write(out, (String) value);
    }
  }
}
