package io.tapmesh.collector.ingest;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;

/** Looks up Kafka's id of a topic, which a topic that is deleted and made again does not keep. */
final class TopicIds {

  private final Admin admin;

  TopicIds(Admin admin) {
    this.admin = admin;
  }

  /**
   * The id.
   *
   * @throws KafkaException if Kafka does not answer or there is no such topic
   */
  String of(String topic) {
    try {
      Map<String, TopicDescription> found =
          admin.describeTopics(List.of(topic)).allTopicNames().get();
      return requireNonNull(found.get(topic), topic).topicId().toString();
    } catch (ExecutionException e) {
      throw new KafkaException("topic " + topic + " cannot be described", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while describing topic " + topic, e);
    }
  }
}
