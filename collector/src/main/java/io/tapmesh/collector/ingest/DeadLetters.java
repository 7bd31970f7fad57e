package io.tapmesh.collector.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tapmesh.collector.metrics.CollectorMetrics;
import io.tapmesh.schemas.DeadLetter;
import io.tapmesh.schemas.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Puts what could not be decoded on {@link Topics#DEAD_LETTER}. Thread-safe. */
public final class DeadLetters implements AutoCloseable {

  private static final int MAX_REQUEST_BYTES = 128 << 20;

  private final Producer<byte[], byte[]> producer;
  private final CollectorMetrics metrics;

  public DeadLetters(Map<String, Object> kafka, CollectorMetrics metrics) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put("acks", "all");
    settings.put("enable.idempotence", "true");
    // With more, a new partition may take the second request before the first, and then refuse that
    // one until it expires.
    settings.put("max.in.flight.requests.per.connection", 1);
    settings.put("max.request.size", MAX_REQUEST_BYTES);
    settings.put("compression.type", "none");
    settings.put("delivery.timeout.ms", 30_000);
    settings.put("request.timeout.ms", 10_000);
    settings.put("max.block.ms", 10_000);
    this.producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    this.metrics = metrics;
  }

  /**
   * Returns once Kafka has acknowledged all of them. Repeating it after a failure may put some of
   * them there twice.
   *
   * @throws KafkaException if it does not
   */
  void send(List<PoisonRecord> poison) {
    List<Future<?>> sent = new ArrayList<>();
    for (PoisonRecord letter : poison) {
      sent.add(producer.send(letter(letter, letter.record().value(), letter.sentence())));
    }
    for (int i = 0; i < sent.size(); i++) {
      if (isTooLarge(sent.get(i))) {
        await(producer.send(withoutValue(poison.get(i))));
      }
    }
  }

  private ProducerRecord<byte[], byte[]> withoutValue(PoisonRecord letter) {
    metrics.valueLeftOut(letter.record().topic());
    return letter(
        letter,
        null,
        letter.sentence()
            + "; its value of "
            + letter.record().serializedValueSize()
            + " bytes is larger than this topic takes");
  }

  private static ProducerRecord<byte[], byte[]> letter(
      PoisonRecord letter, byte @Nullable [] value, String sentence) {
    ConsumerRecord<byte[], byte[]> origin = letter.record();
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(Topics.DEAD_LETTER, null, origin.key(), value);
    origin.headers().forEach(header -> record.headers().add(header));
    header(record, DeadLetter.TOPIC, origin.topic());
    header(record, DeadLetter.PARTITION, Integer.toString(origin.partition()));
    header(record, DeadLetter.OFFSET, Long.toString(origin.offset()));
    header(record, DeadLetter.REASON, sentence);
    return record;
  }

  /** Ours replace any of that name, which a stranger may have sent. */
  private static void header(ProducerRecord<byte[], byte[]> record, String key, String value) {
    record.headers().remove(key).add(key, value.getBytes(UTF_8));
  }

  private static boolean isTooLarge(Future<?> sent) {
    try {
      await(sent);
      return false;
    } catch (RecordTooLargeException e) {
      return true;
    }
  }

  private static void await(Future<?> sent) {
    try {
      sent.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KafkaException kafka) {
        throw kafka;
      }
      throw new KafkaException("the dead-letter topic was not written", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while writing the dead-letter topic", e);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
