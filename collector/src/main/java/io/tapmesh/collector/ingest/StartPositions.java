package io.tapmesh.collector.ingest;

import io.tapmesh.collector.metrics.CollectorMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out where to go on with partitions that have just become ours. */
final class StartPositions {

  private static final Logger LOG = LoggerFactory.getLogger(StartPositions.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Consumer<?, ?> consumer;
  private final TopicIds topicIds;
  private final CollectorMetrics metrics;

  /**
   * @param committed where the group stands
   * @param from the first record to read; later than {@code committed} if Kafka has deleted some
   * @param plan what the former owner was about to store
   */
  record Start(PartitionKey key, long committed, long from, @Nullable Plan plan) {}

  StartPositions(Consumer<?, ?> consumer, TopicIds topicIds, CollectorMetrics metrics) {
    this.consumer = consumer;
    this.topicIds = topicIds;
    this.metrics = metrics;
  }

  /**
   * Looks them up.
   *
   * @throws KafkaException if Kafka does not answer; nothing has changed then
   */
  List<Start> find(Set<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(partitions, PATIENCE);
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions, PATIENCE);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
    List<Start> starts = new ArrayList<>();
    for (TopicPartition partition : partitions) {
      PartitionKey key = new PartitionKey(partition, topicIds.of(partition.topic()));
      OffsetAndMetadata position = committed.get(partition);
      starts.add(start(key, position, key.offsetIn(begins), key.offsetIn(ends)));
    }
    return starts;
  }

  private Start start(
      PartitionKey key, @Nullable OffsetAndMetadata position, long begin, long end) {
    if (position == null) {
      LOG.info("{}: nobody of the group has read it; starting at {}", key.partition(), begin);
      return new Start(key, begin, begin, null);
    }
    CommitNote note = CommitNote.parse(position.metadata());
    if (isOfAnotherLog(key, position, note, end)) {
      LOG.warn("{}: its log was made anew; starting at {}", key.partition(), begin);
      return new Start(key, begin, begin, null);
    }
    if (position.offset() > end) {
      LOG.warn("{}: Kafka lost what was stored from {} on", key.partition(), end);
      return new Start(key, end, end, null);
    }
    long from = Math.max(begin, position.offset());
    if (from > position.offset()) {
      LOG.warn("{}: Kafka deleted {} to {}, unread", key.partition(), position.offset(), from);
      metrics.lost(key.partition().topic(), from - position.offset());
    }
    Plan plan = note == null ? null : note.plan();
    if (plan != null && (plan.end() > end || plan.end() <= position.offset())) {
      LOG.warn("{}: {} does not fit the log, which ends at {}", key.partition(), plan, end);
      plan = null;
    }
    if (plan != null) {
      LOG.info("{}: repeating {} to {}, planned before", key.partition(), from, plan.end());
    }
    return new Start(key, position.offset(), from, plan);
  }

  private static boolean isOfAnotherLog(
      PartitionKey key, OffsetAndMetadata position, @Nullable CommitNote note, long end) {
    return note == null ? position.offset() > end : !note.topicId().equals(key.topicId());
  }
}
