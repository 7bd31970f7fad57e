package io.tapmesh.api.ingest;

import static java.util.Objects.requireNonNull;

import io.tapmesh.api.ingest.Completeness.State;
import io.tapmesh.api.store.Row;
import io.tapmesh.api.store.Store;
import io.tapmesh.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Finds out how complete the data behind an answer is. Thread-safe. */
public final class CompletenessReader {

  /** How long a collector may be silent until nobody knows what it does. */
  static final Duration SILENCE = Duration.ofSeconds(60);

  /** For a window that ends now: what flows in for less than this is not missed yet. */
  static final Duration FRESHNESS = Duration.ofSeconds(10);

  private static final Duration PARTITION_MEMORY = Duration.ofHours(1);
  private static final Duration SPANS_KEPT = Duration.ofDays(7);
  private static final Duration DROPS_KEPT = Duration.ofDays(3);

  private final Store store;

  /** Asks this store. */
  public CompletenessReader(Store store) {
    this.store = requireNonNull(store, "store");
  }

  /**
   * For answers made of metrics: what was lost of the spans does not touch them.
   *
   * @param to not after {@code now}
   */
  public Completeness ofMetrics(Instant from, Instant to, Instant now) {
    return read(Topics.METRICS, from, to, now);
  }

  /** For answers made of spans; as {@link #ofMetrics}. */
  public Completeness ofSpans(Instant from, Instant to, Instant now) {
    return read(Topics.SPANS, from, to, now);
  }

  private Completeness read(String topic, Instant from, Instant to, Instant now) {
    Progress progress =
        store.one(
            CompletenessSql.query(topic, from, to, now.minus(PARTITION_MEMORY)), Progress::read);
    boolean spans = topic.equals(Topics.SPANS);
    List<String> notes = new ArrayList<>();
    State state = state(progress, spans, to, now, notes);
    if (spans && from.isBefore(now.minus(SPANS_KEPT))) {
      notes.add("Spans are kept for 7 days; older ones are gone.");
    }
    if (from.isBefore(now.minus(DROPS_KEPT))) {
      notes.add("The count of dropped spans covers the last 3 days only.");
    }
    return new Completeness(
        state,
        progress.partitions == 0 ? null : progress.storedThrough,
        progress.recordsBehind,
        progress.spansDropped,
        progress.deadLettered,
        notes);
  }

  private static State state(
      Progress progress, boolean spans, Instant to, Instant now, List<String> notes) {
    if (progress.deadLettered > 0) {
      notes.add(
          progress.deadLettered
              + " records of the window could not be decoded; they are on the topic "
              + Topics.DEAD_LETTER
              + ".");
    }
    if (progress.spansDropped > 0) {
      notes.add(
          "The proxies dropped "
              + progress.spansDropped
              + (spans
                  ? " spans in the window: some traces have gaps."
                  : " spans in the window; counts and latencies are not touched by it."));
    }
    if (progress.partitions == 0 || progress.reportedAt.isBefore(now.minus(SILENCE))) {
      notes.add(
          progress.partitions == 0
              ? "No collector has reported in the last hour."
              : "No collector has reported since " + progress.reportedAt + ".");
      return State.UNKNOWN;
    }
    Instant due = to.isBefore(now.minus(FRESHNESS)) ? to : now.minus(FRESHNESS);
    boolean settled = !progress.storedThrough.isBefore(due);
    if (!settled) {
      notes.add(
          "Stored through "
              + progress.storedThrough
              + "; "
              + progress.recordsBehind
              + " records wait in Kafka.");
    }
    boolean lost = progress.deadLettered > 0 || (spans && progress.spansDropped > 0);
    return settled && !lost ? State.COMPLETE : State.BEHIND;
  }

  /** What the statement returns. */
  private record Progress(
      long partitions,
      Instant reportedAt,
      Instant storedThrough,
      long recordsBehind,
      long deadLettered,
      long spansDropped) {

    static Progress read(Row row) {
      return new Progress(
          row.number("partitions"),
          row.nanos("reportedAt"),
          row.nanos("storedThrough"),
          row.number("recordsBehind"),
          row.number("deadLettered"),
          row.number("spansDropped"));
    }
  }
}
