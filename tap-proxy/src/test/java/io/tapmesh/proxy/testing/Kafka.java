package io.tapmesh.proxy.testing;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.tapmesh.embedded.kafka.EmbeddedKafka;
import io.tapmesh.embedded.kafka.KafkaOptions;
import io.tapmesh.schemas.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** A real broker, and what the proxies have written to it. */
public final class Kafka implements AutoCloseable {

  public static final int SPAN_PARTITIONS = 3;

  private final KafkaOptions options;
  private EmbeddedKafka broker;
  private @Nullable Socket held;

  public Kafka(Path dataDir) {
    options = KafkaOptions.in(dataDir);
    broker = EmbeddedKafka.start(options);
    broker.createTopics(Map.of(Topics.SPANS, SPAN_PARTITIONS, Topics.METRICS, 1, Topics.LOGS, 1));
  }

  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** Lines for a proxy's {@code spec}. */
  public String spec() {
    return spec("");
  }

  /** As {@link #spec()}, with more fields of {@code telemetry}. */
  public String spec(String more) {
    return "  telemetry: {kafka: {bootstrapServers: '%s'}%s}%n".formatted(bootstrapServers(), more);
  }

  /**
   * Stops the broker; {@link #start} begins again on the same port, with the same data. Until then
   * nobody listens there, and nobody else gets the port: a proxy's listener on it would have the
   * producers for clients.
   */
  public void stop() throws IOException {
    broker.close();
    held = new Socket();
    held.setReuseAddress(true);
    held.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), broker.port()));
  }

  public void start() throws IOException {
    release();
    broker = EmbeddedKafka.start(options.withPort(broker.port()));
  }

  /** Everything on a topic up to now. */
  public List<ConsumerRecord<byte[], byte[]>> records(String topic) {
    Map<String, Object> properties =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers(),
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
      return records;
    }
  }

  public SpansRead spans() throws Exception {
    SpansRead read = new SpansRead();
    for (ConsumerRecord<byte[], byte[]> record : records(Topics.SPANS)) {
      read.add(record.partition(), ExportTraceServiceRequest.parseFrom(record.value()));
    }
    return read;
  }

  public MetricsRead metrics() throws Exception {
    MetricsRead read = new MetricsRead();
    for (ConsumerRecord<byte[], byte[]> record : records(Topics.METRICS)) {
      read.add(ExportMetricsServiceRequest.parseFrom(record.value()));
    }
    return read;
  }

  @Override
  public void close() throws IOException {
    broker.close();
    release();
  }

  private void release() throws IOException {
    if (held != null) {
      held.close();
      held = null;
    }
  }
}
