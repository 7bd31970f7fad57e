package io.tapmesh.collector.ingest;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * A partition of one life of a topic.
 *
 * @param topicId Kafka's id of the topic; a topic that was deleted and made again has another one,
 *     and its offsets, which start at 0 again, must not look like those stored before
 */
record PartitionKey(TopicPartition partition, String topicId) {

  /** What Kafka's client answered for this partition; it answers for all that it was asked. */
  long offsetIn(Map<TopicPartition, Long> offsets) {
    return requireNonNull(offsets.get(partition), "offset");
  }
}
