package io.tapmesh.proxy.telemetry;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Where the spans of a proxy have gone. For every span that ended, at any moment:
 *
 * <pre>ended = exported + dropped (over all reasons) + in flight</pre>
 *
 * where <i>in flight</i> are the spans that are buffered, queued, or sent and not yet acknowledged.
 * A span is counted as ended before it is counted as anything else, and {@link #read} reads in the
 * other order: a reading that races with the counting has too many in flight, never too few, and
 * adds up. Numbers that are asked for one by one while spans end do not. Thread-safe.
 */
public final class SpanCounts {

  /** Why a span was not exported. */
  public enum DropReason {
    /** {@code spanQueueSize} spans were on their way: more than the shipper or Kafka take. */
    QUEUE_FULL,
    /** A record was larger than Kafka allows. */
    TOO_LARGE,
    /** Kafka refused it, or did not take it in time. */
    KAFKA_ERROR,
    /** It could not be encoded; a bug of ours. */
    ENCODE_ERROR,
    /** The shipper failed while it had it; a bug of ours, or no memory. */
    SHIPPER_FAILED,
    /** The proxy ended before Kafka acknowledged it. */
    SHUTDOWN;

    /** As it is written in {@code tapmesh.drop.reason}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * All numbers of one moment.
   *
   * @param dropped by reason; each reason is there
   * @param inFlight the rest of those that ended
   */
  public record Reading(long ended, long exported, Map<DropReason, Long> dropped, long inFlight) {}

  /** What one event loop counts: cheap, because nobody else writes there. */
  static final class Cell {

    private final AtomicLong ended = new AtomicLong();
    private final AtomicLong queueFull = new AtomicLong();
    private final AtomicLong encodeErrors = new AtomicLong();

    void addEnded() {
      increment(ended);
    }

    void addQueueFull() {
      increment(queueFull);
    }

    void addEncodeError() {
      increment(encodeErrors);
    }

    /** Ordered, but without a lock: there is one writer. */
    private static void increment(AtomicLong counter) {
      counter.setRelease(counter.getPlain() + 1);
    }
  }

  private final List<Cell> cells = new CopyOnWriteArrayList<>();
  private final LongAdder exported = new LongAdder();
  private final Map<DropReason, LongAdder> dropped = new EnumMap<>(DropReason.class);

  SpanCounts() {
    for (DropReason reason : DropReason.values()) {
      dropped.put(reason, new LongAdder());
    }
  }

  /** Counters for one event loop. */
  Cell newCell() {
    Cell cell = new Cell();
    cells.add(cell);
    return cell;
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

  /** Reads all numbers, so that they add up. */
  public Reading read() {
    long exportedNow = exported();
    long done = exportedNow;
    Map<DropReason, Long> droppedNow = new EnumMap<>(DropReason.class);
    for (DropReason reason : DropReason.values()) {
      long spans = dropped(reason);
      droppedNow.put(reason, spans);
      done += spans;
    }
    long endedNow = ended();
    return new Reading(endedNow, exportedNow, droppedNow, endedNow - done);
  }

  /** Spans that were finished and are to be exported. */
  public long ended() {
    return cells.stream().mapToLong(cell -> cell.ended.getAcquire()).sum();
  }

  /** Spans that Kafka has acknowledged. */
  public long exported() {
    return exported.sum();
  }

  /** Spans that were given up for this reason. */
  public long dropped(DropReason reason) {
    long onLoops =
        switch (reason) {
          case QUEUE_FULL -> cells.stream().mapToLong(cell -> cell.queueFull.getAcquire()).sum();
          case ENCODE_ERROR ->
              cells.stream().mapToLong(cell -> cell.encodeErrors.getAcquire()).sum();
          default -> 0;
        };
    return onLoops + counter(reason).sum();
  }

  /** Spans that were given up. */
  public long dropped() {
    long sum = 0;
    for (DropReason reason : DropReason.values()) {
      sum += dropped(reason);
    }
    return sum;
  }

  /** Spans on their way. */
  public long inFlight() {
    return read().inFlight();
  }
}
