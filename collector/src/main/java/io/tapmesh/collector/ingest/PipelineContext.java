package io.tapmesh.collector.ingest;

import io.tapmesh.collector.metrics.CollectorMetrics;
import io.tapmesh.collector.metrics.Health;
import io.tapmesh.collector.store.ClickHouse;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;

/**
 * What the pipelines of a collector share.
 *
 * @param consumerSettings of Kafka's client, among them the group
 * @param drainPatience how long closing waits for Kafka and ClickHouse
 */
public record PipelineContext(
    Map<String, Object> consumerSettings,
    Admin admin,
    DeadLetters deadLetters,
    ClickHouse clickHouse,
    BatchLimits limits,
    Duration drainPatience,
    CollectorMetrics metrics,
    Health health,
    Clock clock) {

  public PipelineContext {
    consumerSettings = Map.copyOf(consumerSettings);
  }
}
