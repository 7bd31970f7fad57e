package io.tapmesh.embedded.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Kafka's own clients, cut down to what the tests ask of them. */
final class Clients {

  private static final Duration DEADLINE = Duration.ofMinutes(2);

  private Clients() {}

  static Admin admin(String bootstrapServers) {
    return Admin.create(Map.of("bootstrap.servers", bootstrapServers));
  }

  static void produce(String bootstrapServers, String topic, List<String> values) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "acks", "all"),
            new StringSerializer(),
            new StringSerializer())) {
      for (String value : values) {
        producer.send(new ProducerRecord<>(topic, value)).get();
      }
    }
  }

  static List<String> consume(String bootstrapServers, String topic, int count) {
    List<String> values = new ArrayList<>();
    try (Consumer<String, String> consumer = consumer(bootstrapServers, "reader")) {
      consumer.subscribe(List.of(topic));
      long deadlineNanos = System.nanoTime() + DEADLINE.toNanos();
      while (values.size() < count && System.nanoTime() < deadlineNanos) {
        consumer.poll(Duration.ofMillis(200)).forEach(r -> values.add(r.value()));
      }
    }
    return values;
  }

  static void commit(
      String bootstrapServers,
      String group,
      String topic,
      int partition,
      long offset,
      String metadata) {
    try (Consumer<String, String> consumer = consumer(bootstrapServers, group)) {
      TopicPartition at = new TopicPartition(topic, partition);
      consumer.assign(List.of(at));
      consumer.commitSync(Map.of(at, new OffsetAndMetadata(offset, metadata)));
    }
  }

  static OffsetAndMetadata committed(
      String bootstrapServers, String group, String topic, int partition) {
    try (Consumer<String, String> consumer = consumer(bootstrapServers, group)) {
      TopicPartition at = new TopicPartition(topic, partition);
      return consumer.committed(Set.of(at), DEADLINE).get(at);
    }
  }

  private static Consumer<String, String> consumer(String bootstrapServers, String group) {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "group.id",
            group,
            "auto.offset.reset",
            "earliest",
            "enable.auto.commit",
            "false"),
        new StringDeserializer(),
        new StringDeserializer());
  }
}
