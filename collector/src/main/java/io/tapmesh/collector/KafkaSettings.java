package io.tapmesh.collector;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;

/** Settings of Kafka's clients that follow from the configuration. */
final class KafkaSettings {

  private KafkaSettings() {}

  /** For every kind of client. */
  static Map<String, Object> common(CollectorConfig.Kafka kafka) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("client.id", "tapmesh-collector");
    settings.putAll(kafka.properties());
    settings.put("bootstrap.servers", kafka.bootstrapServers());
    return settings;
  }

  /** For consumers. */
  static Map<String, Object> consumer(CollectorConfig.Kafka kafka) {
    Map<String, Object> settings = new HashMap<>();
    if (!"consumer".equalsIgnoreCase(kafka.properties().get("group.protocol"))) {
      // Partitions that stay with their owner go on while others move.
      settings.put("partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
      // After a crash the partitions should not wait for 45 s.
      settings.put("session.timeout.ms", "10000");
      settings.put("heartbeat.interval.ms", "3000");
    }
    settings.put("max.poll.records", "2000");
    settings.put("max.partition.fetch.bytes", Integer.toString(4 << 20));
    settings.putAll(common(kafka));
    settings.put("group.id", kafka.groupId());
    return settings;
  }

  /** For the administrative client, which should say soon that Kafka is not there. */
  static Map<String, Object> admin(CollectorConfig.Kafka kafka) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("default.api.timeout.ms", "15000");
    settings.put("request.timeout.ms", "10000");
    settings.putAll(common(kafka));
    return settings;
  }
}
