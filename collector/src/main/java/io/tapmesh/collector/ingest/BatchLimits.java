package io.tapmesh.collector.ingest;

import io.tapmesh.collector.rows.Rows;
import java.time.Duration;

/**
 * When a batch ends.
 *
 * @param maxRows a batch ends with the record that reaches this number of rows
 * @param maxBytes of rows in memory, shared by the partitions that a collector owns of a topic;
 *     from {@link #MIN_BYTES} to {@link #MAX_BYTES}
 * @param maxDelay how long the first record of a batch waits for others
 */
public record BatchLimits(int maxRows, long maxBytes, Duration maxDelay) {

  public static final long MIN_BYTES = 1L << 20;
  public static final long MAX_BYTES = 1L << 30;

  /** So that many owned partitions do not make batches tiny. */
  private static final long MIN_BATCH_BYTES = MIN_BYTES;

  /** Checks the ranges. */
  public BatchLimits {
    if (maxRows < 1) {
      throw new IllegalArgumentException("maxRows: " + maxRows + " (expected: >= 1)");
    }
    if (maxBytes < MIN_BYTES || maxBytes > MAX_BYTES) {
      throw new IllegalArgumentException("maxBytes: " + maxBytes + " (expected: 1 MiB to 1 GiB)");
    }
    if (maxDelay.isNegative()) {
      throw new IllegalArgumentException("maxDelay: " + maxDelay + " (expected: >= 0)");
    }
  }

  /** Whether a batch of one of so many owned partitions has reached a limit other than time. */
  boolean isFull(Batch batch, int partitions) {
    return batch.rows().count() >= maxRows
        || batch.bytes() >= Math.max(MIN_BATCH_BYTES, maxBytes / Math.max(1, partitions))
        || batch.rows().days() >= Rows.MAX_DAYS;
  }
}
