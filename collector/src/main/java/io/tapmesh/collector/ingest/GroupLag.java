package io.tapmesh.collector.ingest;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/** How far a group is behind the logs, by Kafka's own account. */
public final class GroupLag {

  private final Admin admin;
  private final String groupId;
  private final List<String> topics;

  public GroupLag(Admin admin, String groupId, List<String> topics) {
    this.admin = requireNonNull(admin, "admin");
    this.groupId = requireNonNull(groupId, "groupId");
    this.topics = List.copyOf(topics);
  }

  /**
   * What there is to store now.
   *
   * @param from the first record that Kafka still has, by partition
   * @param to the offset after the last one, by partition
   */
  public record Extent(Map<TopicPartition, Long> from, Map<TopicPartition, Long> to) {}

  /** Asks where the logs begin and end. */
  public Extent extent() throws ExecutionException, InterruptedException {
    List<TopicPartition> partitions = new ArrayList<>();
    for (TopicDescription topic : admin.describeTopics(topics).allTopicNames().get().values()) {
      for (TopicPartitionInfo partition : topic.partitions()) {
        partitions.add(new TopicPartition(topic.name(), partition.partition()));
      }
    }
    return new Extent(
        offsets(partitions, OffsetSpec.earliest()), offsets(partitions, OffsetSpec.latest()));
  }

  private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec spec)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    partitions.forEach(partition -> wanted.put(partition, spec));
    ListOffsetsOptions committedOnly = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);
    Map<TopicPartition, Long> offsets = new HashMap<>();
    admin
        .listOffsets(wanted, committedOnly)
        .all()
        .get()
        .forEach((partition, found) -> offsets.put(partition, found.offset()));
    return offsets;
  }

  /** How many offsets of these the group has not committed yet. */
  public long behind(Extent extent) throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin.listConsumerGroupOffsets(groupId).partitionsToOffsetAndMetadata().get();
    long behind = 0;
    for (Map.Entry<TopicPartition, Long> end : extent.to().entrySet()) {
      long from = extent.from().getOrDefault(end.getKey(), 0L);
      OffsetAndMetadata position = committed.get(end.getKey());
      long stored = position == null ? from : Math.max(from, position.offset());
      behind += Math.max(0, end.getValue() - stored);
    }
    return behind;
  }
}
