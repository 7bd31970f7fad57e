package io.tapmesh.collector.ingest;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

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

  /** Where the logs end now. */
  public Map<TopicPartition, Long> ends() throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    for (TopicDescription topic : admin.describeTopics(topics).allTopicNames().get().values()) {
      topic
          .partitions()
          .forEach(
              partition ->
                  latest.put(
                      new TopicPartition(topic.name(), partition.partition()),
                      OffsetSpec.latest()));
    }
    Map<TopicPartition, Long> ends = new HashMap<>();
    Map<TopicPartition, ListOffsetsResultInfo> found =
        admin
            .listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
            .all()
            .get();
    found.forEach((partition, end) -> ends.put(partition, end.offset()));
    return ends;
  }

  /** How many offsets the group's commits are before these ends. */
  public long behind(Map<TopicPartition, Long> ends)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin.listConsumerGroupOffsets(groupId).partitionsToOffsetAndMetadata().get();
    long behind = 0;
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      OffsetAndMetadata stands = committed.get(end.getKey());
      behind += Math.max(0, end.getValue() - (stands == null ? 0 : stands.offset()));
    }
    return behind;
  }
}
