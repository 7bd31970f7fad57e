package io.tapmesh.proxy.testing;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The spans on a topic. */
public final class SpansRead {

  private final List<Read> spans = new ArrayList<>();
  private final Map<ByteString, Set<Integer>> partitionsOfTraces = new HashMap<>();

  /** A span and the service that it is of. */
  public record Read(String service, Span span) {

    public String attribute(String key) {
      return SpansRead.attribute(span.getAttributesList(), key);
    }

    /** All of them, as texts. */
    public Map<String, String> attributes() {
      Map<String, String> all = new TreeMap<>();
      span.getAttributesList().forEach(each -> all.put(each.getKey(), attribute(each.getKey())));
      return all;
    }

    public String id() {
      return HexFormat.of().formatHex(span.getSpanId().toByteArray());
    }

    public String parentId() {
      return HexFormat.of().formatHex(span.getParentSpanId().toByteArray());
    }

    public String traceId() {
      return HexFormat.of().formatHex(span.getTraceId().toByteArray());
    }

    public boolean isServer() {
      return span.getKind() == Span.SpanKind.SPAN_KIND_SERVER;
    }

    public boolean isError() {
      return span.getStatus().getCodeValue() == 2;
    }

    public long durationNanos() {
      return span.getEndTimeUnixNano() - span.getStartTimeUnixNano();
    }
  }

  void add(int partition, ExportTraceServiceRequest request) {
    request
        .getResourceSpansList()
        .forEach(
            resource -> {
              String service =
                  attribute(resource.getResource().getAttributesList(), "service.name");
              resource
                  .getScopeSpansList()
                  .forEach(
                      scope ->
                          scope
                              .getSpansList()
                              .forEach(span -> add(partition, new Read(service, span))));
            });
  }

  private void add(int partition, Read read) {
    spans.add(read);
    partitionsOfTraces
        .computeIfAbsent(read.span().getTraceId(), id -> new HashSet<>())
        .add(partition);
  }

  public List<Read> all() {
    return spans;
  }

  public List<Read> servers() {
    return spans.stream().filter(Read::isServer).toList();
  }

  public List<Read> clients() {
    return spans.stream().filter(span -> !span.isServer()).toList();
  }

  public Map<ByteString, Set<Integer>> partitionsOfTraces() {
    return partitionsOfTraces;
  }

  /** An attribute as text; null if it is not there. */
  public static String attribute(List<KeyValue> attributes, String key) {
    for (KeyValue attribute : attributes) {
      if (attribute.getKey().equals(key)) {
        AnyValue value = attribute.getValue();
        return value.hasIntValue() ? Long.toString(value.getIntValue()) : value.getStringValue();
      }
    }
    return null;
  }
}
