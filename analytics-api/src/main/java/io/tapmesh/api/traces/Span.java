package io.tapmesh.api.traces;

import io.tapmesh.api.store.Nanos;
import io.tapmesh.api.store.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A span as the API shows it.
 *
 * @param parentSpanId as sent, null for none; it may be missing from the trace
 * @param startOffsetMicros from the start of the trace
 * @param kind {@code internal}, {@code server}, {@code client}, {@code producer}, {@code consumer},
 *     {@code unspecified}
 * @param status {@code unset}, {@code ok}, {@code error}
 */
public record Span(
    String spanId,
    @Nullable String parentSpanId,
    String service,
    String name,
    String kind,
    Instant startedAt,
    double startOffsetMicros,
    double durationMicros,
    String status,
    String statusMessage,
    Map<String, String> attributes,
    Map<String, String> resource,
    String scope,
    List<Event> events,
    List<Link> links) {

  private static final Set<String> KINDS =
      Set.of("internal", "server", "client", "producer", "consumer");
  private static final Set<String> STATUSES = Set.of("ok", "error");
  private static final double NANOS_PER_MICRO = 1e3;

  /** Something that happened during the span. */
  public record Event(String name, Instant at, Map<String, String> attributes) {}

  /** Another span that this one has to do with. */
  public record Link(String traceId, String spanId, Map<String, String> attributes) {}

  /**
   * Reads the columns of {@link TraceSql#trace}.
   *
   * @param traceStart the trace's first moment
   */
  static Span read(Row row, Instant traceStart) {
    Instant startedAt = row.nanos("startedAt");
    String parent = row.text("parentSpanId");
    return new Span(
        row.text("spanId"),
        parent.isEmpty() ? null : parent,
        row.text("service"),
        row.text("name"),
        oneOf(KINDS, row.text("kind"), "unspecified"),
        startedAt,
        (Nanos.of(startedAt) - Nanos.of(traceStart)) / NANOS_PER_MICRO,
        row.number("durationNanos") / NANOS_PER_MICRO,
        oneOf(STATUSES, row.text("status"), "unset"),
        row.text("statusMessage"),
        row.map("attributes"),
        row.map("resource"),
        row.text("scope"),
        events(row),
        links(row));
  }

  private static List<Event> events(Row row) {
    long[] times = row.longs("eventTimes");
    List<String> names = row.texts("eventNames");
    List<Map<String, String>> attributes = row.maps("eventAttributes");
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < times.length; i++) {
      events.add(new Event(names.get(i), Nanos.toInstant(times[i]), attributes.get(i)));
    }
    return events;
  }

  private static List<Link> links(Row row) {
    List<String> traceIds = row.texts("linkTraceIds");
    List<String> spanIds = row.texts("linkSpanIds");
    List<Map<String, String>> attributes = row.maps("linkAttributes");
    List<Link> links = new ArrayList<>();
    for (int i = 0; i < traceIds.size(); i++) {
      links.add(new Link(traceIds.get(i), spanIds.get(i), attributes.get(i)));
    }
    return links;
  }

  /** Older writers spell {@code SPAN_KIND_SERVER} and {@code STATUS_CODE_ERROR}. */
  private static String oneOf(Set<String> known, String stored, String otherwise) {
    String name = stored.substring(stored.lastIndexOf('_') + 1).toLowerCase(Locale.ROOT);
    return known.contains(name) ? name : otherwise;
  }
}
