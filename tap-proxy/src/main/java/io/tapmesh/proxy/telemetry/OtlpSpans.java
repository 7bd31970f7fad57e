package io.tapmesh.proxy.telemetry;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;

/** Encodes spans of one resource and one scope, which is all that a proxy has. */
final class OtlpSpans {

  private final Resource resource;
  private final InstrumentationScope scope;

  OtlpSpans(io.opentelemetry.sdk.resources.Resource resource, InstrumentationScopeInfo scope) {
    this.resource = Otlp.resource(resource);
    this.scope = Otlp.scope(scope);
  }

  /** The value of a record. */
  byte[] request(List<Span> spans) {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(resource)
                .addScopeSpans(ScopeSpans.newBuilder().setScope(scope).addAllSpans(spans)))
        .build()
        .toByteArray();
  }

  static Span span(SpanData data) {
    SpanContext context = data.getSpanContext();
    SpanContext parent = data.getParentSpanContext();
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(Otlp.bytes(context.getTraceIdBytes()))
            .setSpanId(Otlp.bytes(context.getSpanIdBytes()))
            .setFlags(flags(context, parent))
            .setName(data.getName())
            .setKind(kind(data))
            .setStartTimeUnixNano(data.getStartEpochNanos())
            .setEndTimeUnixNano(data.getEndEpochNanos())
            .addAllAttributes(Otlp.attributes(data.getAttributes()));
    if (parent.isValid()) {
      span.setParentSpanId(Otlp.bytes(parent.getSpanIdBytes()));
    }
    switch (data.getStatus().getStatusCode()) {
      case ERROR ->
          span.setStatus(
              Status.newBuilder()
                  .setCode(Status.StatusCode.STATUS_CODE_ERROR)
                  .setMessage(data.getStatus().getDescription()));
      case OK -> span.setStatus(Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_OK));
      case UNSET -> {
        // The default.
      }
    }
    return span.build();
  }

  /** W3C flags, and whether the parent is in another process. */
  private static int flags(SpanContext context, SpanContext parent) {
    int flags = context.getTraceFlags().asByte() & 0xff;
    int hasIsRemote = 0x100;
    int isRemote = parent.isRemote() ? 0x200 : 0;
    return flags | hasIsRemote | isRemote;
  }

  private static Span.SpanKind kind(SpanData data) {
    return switch (data.getKind()) {
      case INTERNAL -> Span.SpanKind.SPAN_KIND_INTERNAL;
      case SERVER -> Span.SpanKind.SPAN_KIND_SERVER;
      case CLIENT -> Span.SpanKind.SPAN_KIND_CLIENT;
      case PRODUCER -> Span.SpanKind.SPAN_KIND_PRODUCER;
      case CONSUMER -> Span.SpanKind.SPAN_KIND_CONSUMER;
    };
  }
}
