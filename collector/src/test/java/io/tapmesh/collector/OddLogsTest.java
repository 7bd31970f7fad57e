package io.tapmesh.collector;

import static io.tapmesh.collector.decode.Otlp.span;
import static io.tapmesh.collector.decode.Otlp.spans;
import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.collector.ingest.BatchLimits;
import io.tapmesh.collector.store.ClickHouseAddress;
import io.tapmesh.collector.testing.Await;
import io.tapmesh.collector.testing.TestClickHouse;
import io.tapmesh.collector.testing.TestKafka;
import io.tapmesh.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans found after a crash, and logs that lost records, were made anew or hold transactions. */
class OddLogsTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String GROUP = "tapmesh-collector";
  private static final TopicPartition FIRST = new TopicPartition(Topics.SPANS, 0);

  private final TestClickHouse clickHouse = TestClickHouse.newDatabase();
  private final long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
  @TempDir private Path folder;
  private TestKafka kafka;

  @BeforeEach
  void startKafka() {
    kafka = new TestKafka(folder);
  }

  @AfterEach
  void stopKafka() {
    kafka.close();
  }

  @Test
  void aPlanThatWasStoredBeforeTheCrashIsNotStoredAgain() throws Exception {
    send(0, 100);
    storeEverything();
    String committed = kafka.committed(GROUP).get(FIRST).metadata();
    send(100, 150);

    goBackTo(0, committed + " end=100 decoder=1");
    storeEverything();

    assertStoredOnce(150);
    assertThat(kafka.committed(GROUP).get(FIRST).offset()).isEqualTo(150);
  }

  @Test
  void aPlanThatWasNotStoredBeforeTheCrashIsStored() throws Exception {
    send(0, 100);
    storeEverything();
    String committed = kafka.committed(GROUP).get(FIRST).metadata();
    send(100, 150);

    goBackTo(100, committed + " end=120 decoder=1");
    storeEverything();

    assertStoredOnce(150);
  }

  @Test
  void withoutAPlanTheSameRecordsWouldBeStoredAgain() throws Exception {
    send(0, 100);
    storeEverything();

    goBackTo(50, "");
    storeEverything();

    assertThat(clickHouse.number("SELECT count() FROM otel_traces")).isEqualTo(150);
  }

  @Test
  void recordsThatKafkaDeletedBeforeTheyWereReadAreCounted() throws Exception {
    send(0, 100);
    storeEverything();
    send(100, 200);
    try (Admin admin = kafka.admin()) {
      admin.deleteRecords(Map.of(FIRST, RecordsToDelete.beforeOffset(130))).all().get();
    }

    try (Collector collector = Collector.start(config())) {
      assertThat(collector.awaitCaughtUp(PATIENCE)).isTrue();
      assertThat(collector.status().recordsLost()).isEqualTo(30);
    }

    assertStoredOnce(170);
  }

  @Test
  void aTopicThatIsMadeAnewIsStoredFromItsBeginning() throws Exception {
    send(0, 100);
    storeEverything();
    makeAnew();
    send(100, 200);
    storeEverything();

    assertStoredOnce(200);
  }

  @Test
  void aTopicThatIsMadeAnewUnderARunningCollectorIsStoredFromItsBeginning() throws Exception {
    try (Collector collector = Collector.start(config())) {
      send(0, 100);
      assertThat(collector.awaitCaughtUp(PATIENCE)).isTrue();
      makeAnew();
      send(100, 150);
      Await.until(
          "stored",
          PATIENCE,
          () -> clickHouse.number("SELECT count() FROM otel_traces") == 150,
          () -> collector.status().toString());
    }
    assertStoredOnce(150);
  }

  @Test
  void onlyCommittedTransactionsAreStored() throws Exception {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "t");
    try (var producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      for (int i = 0; i < 10; i++) {
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(Topics.SPANS, 0, null, oneSpan(i))).get();
        if (i % 2 == 0) {
          producer.commitTransaction();
        } else {
          producer.abortTransaction();
        }
      }
    }

    storeEverything();

    assertStoredOnce(5);
    assertThat(kafka.committed(GROUP).get(FIRST).offset()).isEqualTo(20);
  }

  @Test
  void theNewGroupProtocolWorksToo() throws Exception {
    send(0, 100);
    CollectorConfig newProtocol =
        config()
            .withKafka(
                new CollectorConfig.Kafka(
                    kafka.bootstrapServers(), GROUP, Map.of("group.protocol", "consumer")));
    for (int life = 1; life <= 2; life++) {
      try (Collector collector = Collector.start(newProtocol)) {
        assertThat(collector.awaitCaughtUp(PATIENCE)).isTrue();
      }
      send(life * 100, life * 100 + 100);
    }
    storeEverything();

    assertStoredOnce(300);
  }

  private void makeAnew() throws Exception {
    try (Admin admin = kafka.admin()) {
      admin.deleteTopics(List.of(Topics.SPANS)).all().get();
      Await.until("deleted", PATIENCE, () -> !topics(admin).contains(Topics.SPANS));
    }
    kafka.createTopics();
    kafka.renewProducer();
  }

  private static java.util.Set<String> topics(Admin admin) {
    try {
      return admin.listTopics().names().get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void goBackTo(long offset, String metadata) throws Exception {
    try (Admin admin = kafka.admin()) {
      admin
          .alterConsumerGroupOffsets(GROUP, Map.of(FIRST, new OffsetAndMetadata(offset, metadata)))
          .all()
          .get();
    }
  }

  private void assertStoredOnce(long spans) {
    assertThat(clickHouse.number("SELECT count() FROM otel_traces")).isEqualTo(spans);
    assertThat(clickHouse.number("SELECT uniqExact(SpanId) FROM otel_traces")).isEqualTo(spans);
    assertThat(clickHouse.number("SELECT count() FROM otel_traces_trace_id_ts")).isEqualTo(spans);
  }

  private void send(int from, int to) {
    for (int i = from; i < to; i++) {
      kafka.send(Topics.SPANS, 0, oneSpan(i));
    }
    kafka.flush();
  }

  private byte[] oneSpan(long number) {
    return spans("s", List.of(span(number, now + number).build())).toByteArray();
  }

  private void storeEverything() throws InterruptedException {
    try (Collector collector = Collector.start(config())) {
      assertThat(collector.awaitCaughtUp(PATIENCE)).isTrue();
    }
  }

  /** Batches end when the test says so: with {@link Collector#awaitCaughtUp} or closing. */
  private CollectorConfig config() {
    return CollectorConfig.of(kafka.bootstrapServers(), clickHouse.uri().toString())
        .withBatch(new BatchLimits(1_000_000, 64 << 20, Duration.ofSeconds(2)))
        .withClickHouse(
            new CollectorConfig.ClickHouse(
                new ClickHouseAddress(clickHouse.uri(), clickHouse.database()), "default", ""));
  }
}
