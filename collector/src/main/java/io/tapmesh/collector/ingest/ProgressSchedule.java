package io.tapmesh.collector.ingest;

import io.tapmesh.collector.ingest.OwnedPartitions.Owned;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Looks up the ends of the logs and has progress reported: after a round, but not more often than
 * twice a second; while nothing happens, every two seconds.
 */
final class ProgressSchedule {

  private static final Duration LOOKUP_PATIENCE = Duration.ofSeconds(2);
  private static final long SOONEST_NANOS = Duration.ofMillis(500).toNanos();
  private static final long LATEST_NANOS = Duration.ofSeconds(2).toNanos();

  private final String topic;
  private final Consumer<?, ?> consumer;
  private final OwnedPartitions partitions;
  private final PipelineContext context;
  private final ProgressReporter reporter;
  private long lastNanos = System.nanoTime() - LATEST_NANOS;
  private boolean roundEnded;

  ProgressSchedule(
      String topic,
      Consumer<?, ?> consumer,
      OwnedPartitions partitions,
      Executor storing,
      PipelineContext context) {
    this.topic = topic;
    this.consumer = consumer;
    this.partitions = partitions;
    this.context = context;
    this.reporter = new ProgressReporter(topic, context.clickHouse(), storing, context.metrics());
  }

  void roundEnded() {
    roundEnded = true;
  }

  /**
   * @param round that is under way
   */
  void reportIfDue(@Nullable Round round) {
    long sinceNanos = System.nanoTime() - lastNanos;
    if (sinceNanos >= LATEST_NANOS || (roundEnded && sinceNanos >= SOONEST_NANOS)) {
      report(round);
    }
  }

  /** The last report: nothing is under way. */
  void reportNow() {
    report(null);
  }

  private void report(@Nullable Round round) {
    lastNanos = System.nanoTime();
    roundEnded = false;
    if (partitions.partitions().isEmpty()) {
      return;
    }
    long timeMillis = context.clock().millis();
    String part = topic + " log ends";
    Map<TopicPartition, Long> ends;
    try {
      ends = consumer.endOffsets(partitions.partitions(), LOOKUP_PATIENCE);
      context.health().resolved(part);
    } catch (KafkaException e) {
      context.metrics().kafkaFailed(topic, "end_offsets");
      context.health().problem(part, "Kafka does not answer: " + e.getMessage());
      return;
    }
    List<PartitionProgress> reached = new ArrayList<>();
    for (Owned owned : partitions.all()) {
      PartitionProgress progress = owned.progress();
      progress.logEnded(timeMillis, progress.key().offsetIn(ends));
      progress.oldest(oldestMillis(owned, round));
      lag(progress);
      reached.add(progress);
    }
    reporter.report(reached, timeMillis);
  }

  private void lag(PartitionProgress progress) {
    context
        .metrics()
        .lag(
            topic,
            progress.key().partition().partition(),
            progress.endOffset() - progress.storedOffset());
  }

  private static long oldestMillis(Owned owned, @Nullable Round round) {
    long oldest = owned.intake().oldestTimestampMillis();
    return round == null
        ? oldest
        : Math.min(oldest, round.firstTimestampMillis(owned.intake().key().partition()));
  }
}
