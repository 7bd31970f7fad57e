package io.tapmesh.embedded;

import java.util.Map;

/** A Kafka that answers, wherever it runs. Close it to stop what was started for it. */
public interface RunningKafka extends AutoCloseable {

  /** For {@code bootstrap.servers} of a client. */
  String bootstrapServers();

  /** For people: what it is and where it came from. */
  String description();

  /**
   * Creates the topics that are not there yet; a topic that exists is left as it is, so that a
   * change of the number of partitions never moves keys by surprise.
   *
   * @param partitionsByTopic number of partitions per topic
   * @throws IllegalStateException if the broker does not answer within 30 s or refuses
   */
  void createTopics(Map<String, Integer> partitionsByTopic);

  @Override
  void close();
}
