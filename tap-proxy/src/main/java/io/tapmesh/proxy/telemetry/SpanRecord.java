package io.tapmesh.proxy.telemetry;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;

/**
 * The spans for one partition that will be one record: an {@link ExportTraceServiceRequest}. Used
 * on the shipper's thread only.
 */
final class SpanRecord {

  private static final int FIRST_BYTES = 16 << 10;
  private static final int MAX_KEPT_BYTES = 512 << 10;

  private final Frame frame;
  private ProtoBuffer spans = new ProtoBuffer(FIRST_BYTES);
  private int count;
  private int places;
  private long begunNanos;

  SpanRecord(Frame frame) {
    this.frame = frame;
  }

  /** What stands around the spans, which is the same for all records. */
  static final class Frame {

    private static final int RESOURCE_SPANS = 1 << 3 | 2;
    private static final int SCOPE_SPANS = 2 << 3 | 2;

    private final byte[] resource;
    private final byte[] scope;

    Frame(Resource resource, InstrumentationScopeInfo scope) {
      this.resource =
          ResourceSpans.newBuilder().setResource(Otlp.resource(resource)).build().toByteArray();
      this.scope = ScopeSpans.newBuilder().setScope(Otlp.scope(scope)).build().toByteArray();
    }

    /** The value of a record. */
    byte[] around(ProtoBuffer spans) {
      int scoped = scope.length + spans.length();
      int total = resource.length + 1 + ProtoBuffer.varintSize(scoped) + scoped;
      ProtoBuffer value = new ProtoBuffer(1 + ProtoBuffer.varintSize(total) + total);
      value.writeByte(RESOURCE_SPANS);
      value.writeVarint(total);
      value.write(resource);
      value.writeByte(SCOPE_SPANS);
      value.writeVarint(scoped);
      value.write(scope);
      value.write(spans);
      return value.toBytes();
    }
  }

  void add(SpanChunk chunk, int span, long nowNanos) {
    int length = chunk.length(span);
    spans.write(chunk.bytes, chunk.start(span), length);
    places += SpanBudget.places(length);
    if (count++ == 0) {
      begunNanos = nowNanos;
    }
  }

  int count() {
    return count;
  }

  /** Places of the {@link SpanBudget} that its spans take. */
  int places() {
    return places;
  }

  int bytes() {
    return spans.length();
  }

  long begunNanos() {
    return begunNanos;
  }

  byte[] value() {
    return frame.around(spans);
  }

  void clear() {
    count = 0;
    places = 0;
    spans.clear();
    if (spans.capacity() > MAX_KEPT_BYTES) {
      spans = new ProtoBuffer(FIRST_BYTES);
    }
  }
}
