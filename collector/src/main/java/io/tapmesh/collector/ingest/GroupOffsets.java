package io.tapmesh.collector.ingest;

import io.tapmesh.collector.metrics.CollectorMetrics;
import io.tapmesh.collector.metrics.Health;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits offsets in the name of the group. Kafka refuses those of a member that has lost its
 * partitions, which is what keeps two collectors from storing the same records.
 */
final class GroupOffsets {

  private static final Logger LOG = LoggerFactory.getLogger(GroupOffsets.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Consumer<?, ?> consumer;
  private final String topic;
  private final CollectorMetrics metrics;
  private final Health health;

  GroupOffsets(Consumer<?, ?> consumer, String topic, CollectorMetrics metrics, Health health) {
    this.consumer = consumer;
    this.topic = topic;
    this.metrics = metrics;
    this.health = health;
  }

  /** Whether Kafka has taken them. If not, they may be committed again after the next poll. */
  boolean commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
    try {
      consumer.commitSync(offsets, PATIENCE);
      health.resolved(part());
      return true;
    } catch (CommitFailedException | RebalanceInProgressException e) {
      LOG.info("Partitions of {} are being given out anew; commit postponed", topic);
    } catch (KafkaException e) {
      LOG.warn("Offsets of {} cannot be committed: {}", topic, e.toString());
      health.problem(part(), "offsets cannot be committed: " + e.getMessage());
    }
    metrics.kafkaFailed(topic, "commit");
    return false;
  }

  private String part() {
    return topic + " commits";
  }
}
