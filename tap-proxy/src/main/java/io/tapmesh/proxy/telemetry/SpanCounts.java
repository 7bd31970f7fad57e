package io.tapmesh.proxy.telemetry;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Where the spans of a proxy have gone. For every span that ended, at any moment:
 *
 * <pre>ended = exported + dropped (over all reasons) + in flight</pre>
 *
 * where <i>in flight</i> are the spans that are queued, being encoded, or sent and not yet
 * acknowledged. A span is counted as ended before it is counted as anything else, so a reader that
 * races with the counting sees too many in flight, never too few. Thread-safe.
 */
public final class SpanCounts {

  /** Why a span was not exported. */
  public enum DropReason {
    /** The queue was full: more spans than the exporter or Kafka take. */
    QUEUE_FULL,
    /** A record was larger than Kafka allows. */
    TOO_LARGE,
    /** Kafka refused it, or did not take it in time. */
    KAFKA_ERROR,
    /** It could not be encoded; a bug of ours. */
    ENCODE_ERROR,
    /** The proxy ended before Kafka acknowledged it. */
    SHUTDOWN;

    /** As it is written in {@code tapmesh.drop.reason}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final LongAdder ended = new LongAdder();
  private final LongAdder exported = new LongAdder();
  private final Map<DropReason, LongAdder> dropped = new EnumMap<>(DropReason.class);

  SpanCounts() {
    for (DropReason reason : DropReason.values()) {
      dropped.put(reason, new LongAdder());
    }
  }

  void addEnded() {
    ended.increment();
  }

  void addExported(long spans) {
    exported.add(spans);
  }

  void addDropped(DropReason reason, long spans) {
    counter(reason).add(spans);
  }

  private LongAdder counter(DropReason reason) {
    LongAdder counter = dropped.get(reason);
    if (counter == null) {
      throw new IllegalStateException("no counter for " + reason);
    }
    return counter;
  }

  /** Sampled spans that were finished. */
  public long ended() {
    return ended.sum();
  }

  /** Spans that Kafka has acknowledged. */
  public long exported() {
    return exported.sum();
  }

  /** Spans that were given up for this reason. */
  public long dropped(DropReason reason) {
    return counter(reason).sum();
  }

  /** Spans that were given up. */
  public long dropped() {
    return dropped.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /** Spans on their way. */
  public long inFlight() {
    long done = exported() + dropped();
    return ended() - done;
  }
}
