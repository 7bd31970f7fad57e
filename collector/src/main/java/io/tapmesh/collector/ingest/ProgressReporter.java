package io.tapmesh.collector.ingest;

import io.tapmesh.collector.metrics.CollectorMetrics;
import io.tapmesh.collector.rows.RowBinary;
import io.tapmesh.collector.rows.RowBlock;
import io.tapmesh.collector.rows.Rows;
import io.tapmesh.collector.rows.Table;
import io.tapmesh.collector.store.ClickHouse;
import io.tapmesh.collector.store.StoreException;
import java.util.Collection;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes {@code tapmesh_ingest_progress}: one insert for all partitions of a topic. A report that
 * failed is repeated under the same token before the next one is made, so its counts are neither
 * lost nor doubled; a collector that is killed takes the counts of its last report with it. Offsets
 * and times are right in any case. Used by the polling thread; only the insert runs elsewhere.
 */
final class ProgressReporter {

  private static final Logger LOG = LoggerFactory.getLogger(ProgressReporter.class);
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final String topic;
  private final ClickHouse clickHouse;
  private final Executor storing;
  private final CollectorMetrics metrics;
  private final String runId = UUID.randomUUID().toString();
  private final Rows rows = new Rows();
  private long reports;
  private boolean unsent;
  private @Nullable CompletableFuture<Boolean> insert;

  ProgressReporter(
      String topic, ClickHouse clickHouse, Executor storing, CollectorMetrics metrics) {
    this.topic = topic;
    this.clickHouse = clickHouse;
    this.storing = storing;
    this.metrics = metrics;
  }

  /**
   * Reports, unless the last report is still on its way.
   *
   * @param timeMillis the moment of the report
   */
  void report(Collection<PartitionProgress> partitions, long timeMillis) {
    if (insert != null && !insert.isDone()) {
      return;
    }
    if (insert != null && insert.join()) {
      unsent = false;
    }
    if (!unsent) {
      make(partitions, timeMillis);
    }
    if (unsent) {
      String token = "progress-" + runId + "-" + topic + "-" + reports;
      RowBlock block = rows.block(Table.PROGRESS);
      insert = CompletableFuture.supplyAsync(() -> insert(block, token), storing);
    }
  }

  private void make(Collection<PartitionProgress> partitions, long timeMillis) {
    rows.clear();
    RowBlock block = rows.block(Table.PROGRESS);
    for (PartitionProgress partition : partitions) {
      long through = Math.min(timeMillis, partition.storedThroughMillis());
      if (through >= 0) {
        write(partition, timeMillis, through, block);
        partition.reported();
      }
    }
    rows.endRecord();
    unsent = block.rows() > 0;
    reports++;
  }

  private void write(
      PartitionProgress partition, long timeMillis, long throughMillis, RowBlock block) {
    RowBinary out = block.out();
    out.int64(timeMillis);
    out.string(topic);
    out.int32(partition.key().partition().partition());
    out.int64(partition.storedOffset());
    out.int64(partition.endOffset());
    out.int64(throughMillis);
    out.int64(partition.records());
    out.int64(partition.rows());
    out.int64(partition.deadLettered());
    block.endRow(timeMillis * NANOS_PER_MILLI);
  }

  private boolean insert(RowBlock block, String token) {
    try {
      clickHouse.insert(block, token);
      return true;
    } catch (StoreException e) {
      metrics.progressFailed(topic);
      LOG.debug("Progress of {} will be reported later: {}", topic, e.getMessage());
      return false;
    }
  }
}
