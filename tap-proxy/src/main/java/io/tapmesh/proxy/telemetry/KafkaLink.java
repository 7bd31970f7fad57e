package io.tapmesh.proxy.telemetry;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The one producer of a proxy. It never gives up on a record for lack of time: how much may wait is
 * decided by those who send, who know what they can afford to lose. Thread-safe.
 */
final class KafkaLink {

  /** Below Kafka's default for the largest record, with room for what it adds. */
  static final int MAX_RECORD_BYTES = 900_000;

  private static final int MAX_BLOCK_MILLIS = 2_000;

  /**
   * Each request to Kafka costs the same however much is in it; a collector stores once a second.
   */
  private static final int LINGER_MILLIS = 200;

  /** What one request carries for a partition; buffers of this size are used again and again. */
  private static final int BATCH_BYTES = 192 << 10;

  /**
   * Where to begin another record. A batch takes a record only if there was room for it
   * uncompressed, and one that is larger than a batch has a buffer made for it alone, which
   * outlives the young generation while it waits: 30 % of a proxy's CPU at 60,000 spans/s went into
   * moving those.
   */
  static final int GOOD_RECORD_BYTES = BATCH_BYTES / 4;

  /**
   * One request at a time for a broker. With more of them a partition can be stuck for good: the
   * broker refuses the first because it does not lead the new partition yet, takes the second, as a
   * new log takes any number in the producer's sequence, and finds the first out of sequence from
   * then on.
   */
  private static final int MAX_IN_FLIGHT = 1;

  private static final int MAX_RECONNECT_MILLIS = 1_000;
  private static final int REQUEST_TIMEOUT_MILLIS = 10_000;

  private final KafkaProducer<byte[], byte[]> producer;

  /**
   * Makes a producer; does not wait for Kafka.
   *
   * @param properties win over ours
   */
  KafkaLink(Map<String, Object> properties) {
    Map<String, Object> all = new HashMap<>();
    all.put(ProducerConfig.ACKS_CONFIG, "all");
    all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    all.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, MAX_IN_FLIGHT);
    all.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    all.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
    all.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MILLIS);
    all.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MILLIS);
    all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
    all.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, MAX_RECONNECT_MILLIS);
    all.put(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
    // What it would tell by JMX nobody asks for, and it costs memory.
    all.put(ProducerConfig.METRIC_REPORTER_CLASSES_CONFIG, List.of());
    all.putAll(properties);
    producer = new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** How many partitions a topic has; 0 as long as nobody could tell. May wait. */
  int partitions(String topic) {
    try {
      return producer.partitionsFor(topic).size();
    } catch (TimeoutException e) {
      return 0;
    }
  }

  /**
   * Hands a record to the producer.
   *
   * @param callback learns how it went, also if it goes wrong at once; on any thread
   */
  @SuppressWarnings("FutureReturnValueIgnored") // The callback learns the same.
  void send(ProducerRecord<byte[], byte[]> record, Callback callback) {
    try {
      producer.send(record, callback);
    } catch (KafkaException | IllegalStateException e) {
      callback.onCompletion(null, e);
    }
  }

  /** Waits for what was sent, up to a time; the rest fails. */
  void close(Duration timeout) {
    producer.close(timeout);
  }
}
