package io.tapmesh.collector.ingest;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How far one partition is stored, and since when that is behind. Used by the polling thread only.
 *
 * <p>Kafka's record times come from strangers' clocks, so freshness is measured with ours: at some
 * moments the log's end is looked up; when the partition is stored up to that end, everything that
 * was on it at that moment is stored.
 */
final class PartitionProgress {

  private static final int MAX_SAMPLES = 1024;

  private record Sample(long timeMillis, long end) {}

  private final PartitionKey key;
  private final Deque<Sample> unreached = new ArrayDeque<>();
  private long storedOffset;
  private long endOffset;
  private long storedThroughMillis = -1;
  private long oldestMillis = Long.MAX_VALUE;
  private long records;
  private long rows;
  private long deadLettered;

  PartitionProgress(PartitionKey key, long storedOffset) {
    this.key = key;
    this.storedOffset = storedOffset;
    this.endOffset = storedOffset;
  }

  PartitionKey key() {
    return key;
  }

  void stored(Batch batch) {
    storedOffset = batch.end();
    records += batch.records();
    rows += batch.rows().count();
    deadLettered += batch.poison().size();
  }

  /**
   * The log ended there.
   *
   * @param timeMillis a moment before it was looked up
   */
  void logEnded(long timeMillis, long end) {
    endOffset = Math.max(end, storedOffset);
    if (unreached.size() == MAX_SAMPLES) {
      thinOut();
    }
    unreached.add(new Sample(timeMillis, end));
    while (!unreached.isEmpty() && unreached.peek().end() <= storedOffset) {
      storedThroughMillis = unreached.remove().timeMillis();
    }
  }

  /** Far behind for long: half of the moments are enough. */
  private void thinOut() {
    int size = unreached.size();
    for (int i = 0; i < size; i++) {
      Sample sample = unreached.remove();
      if (i % 2 == 0) {
        unreached.add(sample);
      }
    }
  }

  long storedOffset() {
    return storedOffset;
  }

  long endOffset() {
    return endOffset;
  }

  /**
   * The oldest record that is not stored.
   *
   * @param timestampMillis Kafka's time of it, which has to do until a moment of our own is
   *     reached; {@link Long#MAX_VALUE} if no such record is known
   */
  void oldest(long timestampMillis) {
    oldestMillis = timestampMillis;
  }

  /**
   * Everything that was on the partition at that moment is stored; negative if nothing can be said
   * yet.
   */
  long storedThroughMillis() {
    if (storedThroughMillis >= 0 || oldestMillis == Long.MAX_VALUE) {
      return storedThroughMillis;
    }
    return Math.max(0, oldestMillis);
  }

  long records() {
    return records;
  }

  long rows() {
    return rows;
  }

  long deadLettered() {
    return deadLettered;
  }

  /** Has been reported: counts start again. */
  void reported() {
    records = 0;
    rows = 0;
    deadLettered = 0;
  }
}
