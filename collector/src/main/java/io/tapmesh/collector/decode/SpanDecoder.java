package io.tapmesh.collector.decode;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.tapmesh.collector.rows.RowBinary;
import io.tapmesh.collector.rows.RowBlock;
import io.tapmesh.collector.rows.Rows;
import io.tapmesh.collector.rows.Table;
import io.tapmesh.schemas.AttributeKeys;
import java.io.IOException;
import java.util.List;

/**
 * {@code ExportTraceServiceRequest} to rows of {@code otel_traces}: one for each span, in the order
 * of the message. Not thread-safe.
 */
public final class SpanDecoder implements Decoder {

  /** The columns from ServiceName to ScopeVersion, which all spans of a scope share. */
  private final RowBinary shared = new RowBinary();

  @Override
  public void decode(byte[] value, Rows rows) throws UndecodableException {
    WireMessage.read(
        value,
        "ExportTraceServiceRequest",
        request ->
            request.each(
                ExportTraceServiceRequest.RESOURCE_SPANS_FIELD_NUMBER,
                resource -> decodeResource(resource, rows)));
  }

  private void decodeResource(WireMessage resourceSpans, Rows rows)
      throws IOException, UndecodableException {
    Resource.Builder resource = Resource.newBuilder();
    resourceSpans.mergeInto(resource, ResourceSpans.RESOURCE_FIELD_NUMBER);
    resourceSpans.each(
        ResourceSpans.SCOPE_SPANS_FIELD_NUMBER,
        scopeSpans -> decodeScope(scopeSpans, resource.getAttributesList(), rows));
  }

  private void decodeScope(WireMessage scopeSpans, List<KeyValue> resource, Rows rows)
      throws IOException, UndecodableException {
    InstrumentationScope.Builder scope = InstrumentationScope.newBuilder();
    scopeSpans.mergeInto(scope, ScopeSpans.SCOPE_FIELD_NUMBER);
    shared.clear();
    shared.string(AttributeText.find(resource, AttributeKeys.SERVICE_NAME));
    AttributeText.writeMap(resource, shared);
    shared.string(scope.getName());
    shared.string(scope.getVersion());
    scopeSpans.each(
        ScopeSpans.SPANS_FIELD_NUMBER,
        span -> writeSpan(span.parse(Span.parser()), rows.block(Table.TRACES)));
  }

  private void writeSpan(Span span, RowBlock block) throws UndecodableException {
    long start = Checked.time(span.getStartTimeUnixNano(), "start_time_unix_nano");
    long end = Checked.time(span.getEndTimeUnixNano(), "end_time_unix_nano");
    RowBinary out = block.out();
    out.int64(start);
    out.hexId(Checked.id(span.getTraceId(), Checked.TRACE_ID_BYTES, "trace_id"));
    out.hexId(Checked.id(span.getSpanId(), Checked.SPAN_ID_BYTES, "span_id"));
    out.hexId(Checked.id(span.getParentSpanId(), Checked.SPAN_ID_BYTES, "parent_span_id"));
    out.string(span.getTraceState());
    out.string(span.getName());
    out.string(kind(span.getKind()));
    out.append(shared);
    AttributeText.writeMap(span.getAttributesList(), out);
    out.int64(Math.max(0, end - start));
    out.string(code(span.getStatus()));
    out.string(span.getStatus().getMessage());
    writeEvents(span.getEventsList(), out);
    writeLinks(span.getLinksList(), out);
    block.endRow(start);
  }

  private static void writeEvents(List<Span.Event> events, RowBinary out)
      throws UndecodableException {
    int size = events.size();
    out.varint(size);
    for (Span.Event event : events) {
      out.int64(Checked.time(event.getTimeUnixNano(), "event time_unix_nano"));
    }
    out.varint(size);
    for (Span.Event event : events) {
      out.string(event.getName());
    }
    out.varint(size);
    for (Span.Event event : events) {
      AttributeText.writeMap(event.getAttributesList(), out);
    }
  }

  private static void writeLinks(List<Span.Link> links, RowBinary out) throws UndecodableException {
    int size = links.size();
    out.varint(size);
    for (Span.Link link : links) {
      out.hexId(Checked.id(link.getTraceId(), Checked.TRACE_ID_BYTES, "link trace_id"));
    }
    out.varint(size);
    for (Span.Link link : links) {
      out.hexId(Checked.id(link.getSpanId(), Checked.SPAN_ID_BYTES, "link span_id"));
    }
    out.varint(size);
    for (Span.Link link : links) {
      out.string(link.getTraceState());
    }
    out.varint(size);
    for (Span.Link link : links) {
      AttributeText.writeMap(link.getAttributesList(), out);
    }
  }

  /** As the OpenTelemetry Collector's ClickHouse exporter writes it. */
  private static String kind(Span.SpanKind kind) {
    return switch (kind) {
      case SPAN_KIND_INTERNAL -> "Internal";
      case SPAN_KIND_SERVER -> "Server";
      case SPAN_KIND_CLIENT -> "Client";
      case SPAN_KIND_PRODUCER -> "Producer";
      case SPAN_KIND_CONSUMER -> "Consumer";
      case SPAN_KIND_UNSPECIFIED, UNRECOGNIZED -> "Unspecified";
    };
  }

  /** As the OpenTelemetry Collector's ClickHouse exporter writes it. */
  private static String code(Status status) {
    return switch (status.getCode()) {
      case STATUS_CODE_OK -> "Ok";
      case STATUS_CODE_ERROR -> "Error";
      case STATUS_CODE_UNSET, UNRECOGNIZED -> "Unset";
    };
  }
}
