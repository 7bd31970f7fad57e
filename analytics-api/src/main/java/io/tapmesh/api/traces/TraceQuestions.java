package io.tapmesh.api.traces;

import static java.util.Objects.requireNonNull;

import io.tapmesh.api.ingest.CompletenessReader;
import io.tapmesh.api.store.Row;
import io.tapmesh.api.store.Store;
import io.tapmesh.api.time.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Answers what happened to single requests. Thread-safe. */
public final class TraceQuestions {

  /** More than a person or a browser can look at. */
  static final int MAX_SPANS = 10_000;

  /**
   * The newest traces are nearly always what is wanted, so a search looks at a short stretch first
   * and makes it longer until the page is full.
   */
  private static final Duration FIRST_STRETCH = Duration.ofMinutes(2);

  private static final int STRETCH_FACTOR = 15;

  /** What a proxy dropped is counted up to this much later than the spans were. */
  private static final Duration COUNTER_LAG = Duration.ofSeconds(30);

  private final Store store;
  private final CompletenessReader completeness;

  /** Asks this store. */
  public TraceQuestions(Store store, CompletenessReader completeness) {
    this.store = requireNonNull(store, "store");
    this.completeness = requireNonNull(completeness, "completeness");
  }

  /**
   * A page of traces with at least one span that meets the filter, by the start of the newest such
   * span, newest first.
   *
   * <p>What comes in between two pages neither repeats a trace nor hides one: the order is by a
   * value that only grows, so a trace that was shown never moves to a later page. A trace that
   * receives matching spans after its page was due moves to the front instead.
   *
   * @param after the end of the page before; null for the first page
   */
  public TracePage search(
      Window window, SpanFilter filter, @Nullable TraceCursor after, int limit, Instant now) {
    List<Hit> hits = hits(window, filter, after, limit + 1);
    List<Hit> shown = hits.subList(0, Math.min(limit, hits.size()));
    String next = null;
    if (hits.size() > limit) {
      Hit last = shown.get(limit - 1);
      next = new TraceCursor(window, last.newest, last.traceId).encoded();
    }
    return new TracePage(
        window, completeness.ofSpans(window.from(), window.to(), now), summaries(shown), next);
  }

  private List<Hit> hits(Window window, SpanFilter filter, @Nullable TraceCursor after, int limit) {
    Instant end = after == null ? window.to() : after.newest();
    for (Duration stretch = FIRST_STRETCH; ; stretch = stretch.multipliedBy(STRETCH_FACTOR)) {
      Instant since = end.minus(stretch);
      boolean whole = !since.isAfter(window.from());
      List<Hit> hits =
          store.list(
              TraceSql.search(window, whole ? window.from() : since, filter, after, limit),
              Hit::read);
      if (whole || hits.size() == limit) {
        return hits;
      }
    }
  }

  private List<TraceSummary> summaries(List<Hit> hits) {
    if (hits.isEmpty()) {
      return List.of();
    }
    List<String> traceIds = hits.stream().map(Hit::traceId).toList();
    Map<String, TraceSummary> byId =
        store.list(TraceSql.summaries(traceIds), TraceSummary::read).stream()
            .collect(Collectors.toMap(TraceSummary::traceId, Function.identity()));
    // A trace whose spans expired between the two statements has nothing left to show.
    List<TraceSummary> inOrder = new ArrayList<>();
    traceIds.stream().filter(byId::containsKey).forEach(id -> inOrder.add(byId.get(id)));
    return inOrder;
  }

  /** One trace, or nothing if no span of it is stored. */
  public Optional<Trace> trace(String traceId, Instant now) {
    Instant[] start = new Instant[1];
    List<Span> spans =
        store.list(
            TraceSql.trace(traceId, MAX_SPANS + 1),
            row -> {
              start[0] = start[0] == null ? row.nanos("startedAt") : start[0];
              return Span.read(row, start[0]);
            });
    if (spans.isEmpty()) {
      return Optional.empty();
    }
    boolean truncated = spans.size() > MAX_SPANS;
    List<Span> shown = truncated ? spans.subList(0, MAX_SPANS) : spans;
    double micros =
        shown.stream().mapToDouble(s -> s.startOffsetMicros() + s.durationMicros()).max().orElse(0);
    Instant startedAt = shown.get(0).startedAt();
    Instant end = startedAt.plusNanos((long) (micros * 1_000)).plus(COUNTER_LAG);
    return Optional.of(
        new Trace(
            completeness.ofSpans(startedAt, end.isAfter(now) ? now : end, now),
            traceId,
            startedAt,
            micros,
            truncated,
            shown));
  }

  /** A trace that was found. */
  private record Hit(String traceId, Instant newest) {

    static Hit read(Row row) {
      return new Hit(row.text("traceId"), row.nanos("newest"));
    }
  }
}
