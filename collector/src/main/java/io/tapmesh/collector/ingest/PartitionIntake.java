package io.tapmesh.collector.ingest;

import io.tapmesh.collector.decode.Decoder;
import io.tapmesh.collector.rows.Rows;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What was polled of one owned partition and is not being stored yet: closed batches, and one that
 * is still open. Used by the polling thread only.
 */
final class PartitionIntake {

  private final PartitionKey key;
  private final Decoder decoder;
  private final LongSupplier nanoTime;
  private final Deque<Batch> closed = new ArrayDeque<>();
  private @Nullable Batch open;
  private @Nullable Rows spare;

  /** The offset of the next record to take. */
  private long next;

  /** The committed offset with which the next batch starts. */
  private long batchStart;

  private @Nullable Plan rebuilding;

  PartitionIntake(StartPositions.Start start, Decoder decoder, LongSupplier nanoTime) {
    this.key = start.key();
    this.next = start.from();
    this.batchStart = start.committed();
    this.rebuilding = start.plan();
    this.decoder = decoder;
    this.nanoTime = nanoTime;
  }

  PartitionKey key() {
    return key;
  }

  long next() {
    return next;
  }

  /** Takes the next record. */
  void add(ConsumerRecord<byte[], byte[]> record, BatchLimits limits, int partitions) {
    Plan plan = rebuilding;
    if (plan != null && record.offset() >= plan.end()) {
      close(plan.end());
    }
    Batch batch = open;
    if (batch == null) {
      batch = newBatch(record.timestamp());
      open = batch;
    }
    batch.add(record, decoder);
    next = record.offset() + 1;
    if (rebuilding == null && limits.isFull(batch, partitions)) {
      close(next);
    }
  }

  /**
   * Kafka's client has passed offsets at which no record is for us: markers of transactions, or
   * what was deleted. They become part of a batch, so that they are committed.
   */
  void advance(long position, long nowMillis) {
    if (position > next) {
      next = position;
      if (open == null) {
        open = newBatch(nowMillis);
      }
    }
    Plan plan = rebuilding;
    if (plan != null && next >= plan.end()) {
      close(plan.end());
    }
  }

  private Batch newBatch(long timestampMillis) {
    Rows rows = spare == null ? new Rows() : spare;
    spare = null;
    int version = rebuilding == null ? Decoder.VERSION : rebuilding.decoderVersion();
    return new Batch(key, batchStart, version, rows, nanoTime.getAsLong(), timestampMillis);
  }

  /** Ends the batch that is open, or an empty one, with the record before this offset. */
  private void close(long end) {
    Batch batch = open == null ? newBatch(0) : open;
    batch.close(end);
    closed.add(batch);
    open = null;
    batchStart = end;
    rebuilding = null;
  }

  /** Ends the open batch, unless it must still grow to be what a former owner planned. */
  void closeOpen() {
    if (open != null && rebuilding == null) {
      close(next);
    }
  }

  /** Whether the open batch has waited long enough. */
  boolean isDue(long maxDelayNanos) {
    Batch batch = open;
    return rebuilding == null
        && batch != null
        && nanoTime.getAsLong() - batch.openedNanos() >= maxDelayNanos;
  }

  /** How many closed batches wait. */
  int closedBatches() {
    return closed.size();
  }

  /** Whether there is a batch that is closed or may be. */
  boolean hasClosable() {
    return !closed.isEmpty() || (open != null && rebuilding == null);
  }

  /** The next closed batch. */
  @Nullable Batch poll() {
    return closed.poll();
  }

  /** The Kafka time of the oldest record here; {@link Long#MAX_VALUE} if there is none. */
  long oldestTimestampMillis() {
    Batch oldest = closed.isEmpty() ? open : closed.peek();
    return oldest == null ? Long.MAX_VALUE : oldest.firstTimestampMillis();
  }

  /** How many records are here. */
  long records() {
    long records = open == null ? 0 : open.records();
    for (Batch batch : closed) {
      records += batch.records();
    }
    return records;
  }

  /** Gives back the memory of a batch that is stored. */
  void recycle(Rows rows) {
    rows.clear();
    spare = rows;
  }
}
