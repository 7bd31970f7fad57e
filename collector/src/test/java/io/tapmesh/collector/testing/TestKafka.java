package io.tapmesh.collector.testing;

import io.tapmesh.embedded.kafka.EmbeddedKafka;
import io.tapmesh.embedded.kafka.KafkaOptions;
import io.tapmesh.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A real broker with our topics, and clients of it that are not the collector's. */
public final class TestKafka implements AutoCloseable {

  private static final List<String> TOPICS =
      List.of(Topics.SPANS, Topics.METRICS, Topics.LOGS, Topics.DEAD_LETTER);

  private final KafkaOptions options;

  /** Held as long as there are clients: a broker that is away comes back on the same port. */
  private final HeldPort port = new HeldPort();

  private KafkaProducer<byte[], byte[]> producer;
  private final Queue<Future<?>> sent = new ConcurrentLinkedQueue<>();
  private EmbeddedKafka broker;

  /** Starts it with empty topics. */
  public TestKafka(Path data) {
    options = KafkaOptions.in(data).withPort(port.number());
    broker = EmbeddedKafka.start(options);
    createTopics();
    producer = producer();
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        // More than one request in flight can get a new partition stuck, see the proxy's KafkaLink.
        Map.of(
            "bootstrap.servers",
            bootstrapServers(),
            "linger.ms",
            "5",
            "max.in.flight.requests.per.connection",
            1),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /**
   * Goes on with a producer that has sent nothing yet: one that knew a topic before it was made
   * anew goes on counting where a new log begins.
   */
  public void renewProducer() {
    producer.close();
    producer = producer();
  }

  /** Makes those that are missing. */
  public void createTopics() {
    broker.createTopics(
        Map.of(Topics.SPANS, 3, Topics.METRICS, 3, Topics.LOGS, 1, Topics.DEAD_LETTER, 1));
  }

  /** Empties the topics, for the next test; offsets go on counting. */
  public void clear() throws ExecutionException, InterruptedException {
    try (Admin admin = admin()) {
      Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
      for (TopicDescription topic : admin.describeTopics(TOPICS).allTopicNames().get().values()) {
        for (TopicPartitionInfo partition : topic.partitions()) {
          all.put(
              new TopicPartition(topic.name(), partition.partition()),
              RecordsToDelete.beforeOffset(-1));
        }
      }
      admin.deleteRecords(all).all().get();
    }
  }

  /** The offset that the next record will have. */
  public long end(String topic, int partition) throws ExecutionException, InterruptedException {
    try (Admin admin = admin()) {
      TopicPartition at = new TopicPartition(topic, partition);
      return admin.listOffsets(Map.of(at, OffsetSpec.latest())).partitionResult(at).get().offset();
    }
  }

  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** Takes the broker away; its data and port stay. */
  public void stop() {
    broker.close();
  }

  public void startAgain() {
    broker = EmbeddedKafka.start(options);
  }

  public void send(String topic, int partition, byte[] value, Header... headers) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, partition, null, null, value, List.of(headers));
    sent.add(producer.send(record));
  }

  /** Returns once everything that was sent is acknowledged. */
  public void flush() {
    try {
      for (Future<?> next = sent.poll(); next != null; next = sent.poll()) {
        next.get();
      }
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException("the broker did not take a record", e);
    }
  }

  public List<ConsumerRecord<byte[], byte[]>> deadLetters(int count, Duration patience) {
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of("bootstrap.servers", bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(Topics.DEAD_LETTER, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long startNanos = System.nanoTime();
      while (found.size() < count && System.nanoTime() - startNanos < patience.toNanos()) {
        consumer.poll(Duration.ofMillis(100)).forEach(found::add);
      }
    }
    return found;
  }

  public Map<TopicPartition, OffsetAndMetadata> committed(String group)
      throws ExecutionException, InterruptedException {
    try (Admin admin = admin()) {
      return admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    }
  }

  public Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", bootstrapServers()));
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(1));
    broker.close();
    port.close();
  }
}
