package io.tapmesh.collector.ingest;

import io.tapmesh.collector.metrics.CollectorMetrics;
import io.tapmesh.collector.rows.RowBlock;
import io.tapmesh.collector.store.ClickHouse;
import io.tapmesh.collector.store.StoreException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Stores the batches of one round, on the storing thread. */
final class BatchWriter {

  /**
   * A plan proves that the partitions were ours when it was committed. A process that is held up
   * for longer than this must prove it again before it inserts: ClickHouse remembers the tokens of
   * the last 10,000 inserts of a table, and another owner may have made many meanwhile.
   */
  private static final long MAX_PLAN_AGE_NANOS = Duration.ofSeconds(30).toNanos();

  private final ClickHouse clickHouse;
  private final DeadLetters deadLetters;
  private final CollectorMetrics metrics;

  /** What earlier attempts have finished, so that a later one need not repeat it. */
  private final Set<String> done = new HashSet<>();

  BatchWriter(ClickHouse clickHouse, DeadLetters deadLetters, CollectorMetrics metrics) {
    this.clickHouse = clickHouse;
    this.deadLetters = deadLetters;
    this.metrics = metrics;
  }

  /**
   * Stores every batch that was not abandoned: its dead letters, then its rows.
   *
   * @param plannedNanos when the plan was committed
   * @return null if all is stored, else what went wrong; the attempt may be repeated
   */
  @Nullable String store(Collection<Batch> batches, long plannedNanos) {
    try {
      for (Batch batch : batches) {
        storeLetters(batch);
        for (RowBlock block : batch.rows().blocks()) {
          if (System.nanoTime() - plannedNanos > MAX_PLAN_AGE_NANOS) {
            return "storing takes longer than a plan may be old";
          }
          storeRows(batch, block);
        }
      }
      return null;
    } catch (KafkaException e) {
      return "dead letters cannot be written: " + e.getMessage();
    } catch (StoreException e) {
      return e.getMessage();
    }
  }

  private void storeLetters(Batch batch) {
    String name = "dead letters of " + batch.key();
    if (!batch.abandoned() && !batch.poison().isEmpty() && !done.contains(name)) {
      deadLetters.send(batch.poison());
      done.add(name);
    }
  }

  private void storeRows(Batch batch, RowBlock block) throws StoreException {
    String token = batch.token(block.table());
    if (batch.abandoned() || done.contains(token)) {
      return;
    }
    String table = block.table().tableName();
    long startNanos = System.nanoTime();
    try {
      clickHouse.insert(block, token);
    } catch (StoreException e) {
      metrics.insertFailed(table, e.code());
      throw e;
    }
    metrics.inserted(table, block.rows(), System.nanoTime() - startNanos);
    done.add(token);
  }
}
