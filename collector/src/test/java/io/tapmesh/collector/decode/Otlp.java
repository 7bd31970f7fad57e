package io.tapmesh.collector.decode;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.List;

/** OTLP messages for tests. */
public final class Otlp {

  public static final InstrumentationScope SCOPE =
      InstrumentationScope.newBuilder()
          .setName("io.tapmesh.proxy")
          .setVersion("0.1")
          .addAttributes(attribute("scope.key", text("scope value")))
          .setDroppedAttributesCount(3)
          .build();

  private Otlp() {}

  public static ExportTraceServiceRequest spans(String service, List<Span> spans) {
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(resource(service))
                .addScopeSpans(ScopeSpans.newBuilder().setScope(SCOPE).addAllSpans(spans)))
        .build();
  }

  public static ExportMetricsServiceRequest metrics(String service, List<Metric> metrics) {
    return ExportMetricsServiceRequest.newBuilder()
        .addResourceMetrics(
            ResourceMetrics.newBuilder()
                .setResource(resource(service))
                .setSchemaUrl("https://resource.example/1")
                .addScopeMetrics(
                    ScopeMetrics.newBuilder()
                        .setScope(SCOPE)
                        .setSchemaUrl("https://scope.example/1")
                        .addAllMetrics(metrics)))
        .build();
  }

  public static Resource resource(String service) {
    return Resource.newBuilder()
        .addAttributes(attribute("host.name", text("h1")))
        .addAttributes(attribute("service.name", text(service)))
        .build();
  }

  public static KeyValue attribute(String key, AnyValue value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  public static AnyValue text(String value) {
    return AnyValue.newBuilder().setStringValue(value).build();
  }

  public static AnyValue number(long value) {
    return AnyValue.newBuilder().setIntValue(value).build();
  }

  public static AnyValue number(double value) {
    return AnyValue.newBuilder().setDoubleValue(value).build();
  }

  public static AnyValue flag(boolean value) {
    return AnyValue.newBuilder().setBoolValue(value).build();
  }

  public static AnyValue bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return AnyValue.newBuilder().setBytesValue(ByteString.copyFrom(bytes)).build();
  }

  public static AnyValue array(AnyValue... values) {
    return AnyValue.newBuilder()
        .setArrayValue(ArrayValue.newBuilder().addAllValues(List.of(values)))
        .build();
  }

  public static AnyValue object(KeyValue... entries) {
    return AnyValue.newBuilder()
        .setKvlistValue(KeyValueList.newBuilder().addAllValues(List.of(entries)))
        .build();
  }

  /** Ids that tell which one they are. */
  public static ByteString id(int bytes, long number) {
    byte[] id = new byte[bytes];
    for (int i = 0; i < Math.min(bytes, Long.BYTES); i++) {
      id[bytes - 1 - i] = (byte) (number >>> (8 * i));
    }
    return ByteString.copyFrom(id);
  }

  /** A span that is there but says little. */
  public static Span.Builder span(long number, long startUnixNanos) {
    return Span.newBuilder()
        .setTraceId(id(16, number + 1))
        .setSpanId(id(8, number + 1))
        .setName("GET /x")
        .setKind(Span.SpanKind.SPAN_KIND_SERVER)
        .setStartTimeUnixNano(startUnixNanos)
        .setEndTimeUnixNano(startUnixNanos + 1_000_000);
  }
}
