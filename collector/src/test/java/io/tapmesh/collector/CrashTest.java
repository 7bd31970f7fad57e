package io.tapmesh.collector;

import static io.tapmesh.collector.decode.Otlp.attribute;
import static io.tapmesh.collector.decode.Otlp.metrics;
import static io.tapmesh.collector.decode.Otlp.span;
import static io.tapmesh.collector.decode.Otlp.spans;
import static io.tapmesh.collector.decode.Otlp.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogram;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint.Buckets;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import io.tapmesh.collector.store.ClickHouseAddress;
import io.tapmesh.collector.testing.ChildCollector;
import io.tapmesh.collector.testing.TestClickHouse;
import io.tapmesh.collector.testing.TestKafka;
import io.tapmesh.schemas.MetricNames;
import io.tapmesh.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a collector in a process of its own, again and again, without warning. */
@Tag("slow")
class CrashTest {

  private static final int KILLS = 12;
  private static final int SPANS_PER_RECORD = 20;

  /** Keeps the load at what one core of a busy machine can take. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(30);

  private static final long DAY_NANOS = TimeUnit.DAYS.toNanos(1);

  private final TestClickHouse clickHouse = TestClickHouse.newDatabase();
  private final AtomicLong sentRecords = new AtomicLong();
  private final Random random = new Random(20_261_123);
  @TempDir private Path folder;
  private TestKafka kafka;

  @BeforeEach
  void startKafka() {
    kafka = new TestKafka(folder.resolve("kafka"));
  }

  @AfterEach
  void stopKafka() {
    kafka.close();
  }

  @Test
  void everySpanAndEveryRequestIsStoredExactlyOnceWhateverIsKilled() throws Exception {
    AtomicBoolean loading = new AtomicBoolean(true);
    Thread load = new Thread(() -> sendWhile(loading), "load");
    load.start();
    Path config = writeConfig();
    Path log = folder.resolve("children.log");
    for (int kill = 0; kill < KILLS; kill++) {
      ChildCollector collector = ChildCollector.start(log, "--config", config.toString());
      awaitSomethingStored(collector);
      assertThat(collector.endsWithin(random.nextInt(700))).as("child ended").isFalse();
      collector.kill();
    }
    loading.set(false);
    load.join();
    kafka.flush();

    finish();

    assertThat(Files.readAllLines(log))
        .as("kills between plan and commit")
        .anyMatch(line -> line.contains(": repeating "));
    long records = sentRecords.get();
    assertThat(clickHouse.number("SELECT count() FROM otel_traces"))
        .isEqualTo(records * SPANS_PER_RECORD);
    assertThat(clickHouse.number("SELECT uniqExact(SpanId) FROM otel_traces"))
        .isEqualTo(records * SPANS_PER_RECORD);
    assertThat(clickHouse.number("SELECT count() FROM otel_metrics_exponential_histogram"))
        .isEqualTo(records);
    for (String table : List.of("traffic_10s", "traffic_1m", "traffic_1h")) {
      assertThat(clickHouse.number("SELECT sum(Requests) FROM " + table))
          .as(table)
          .isEqualTo(records * 3);
    }
  }

  private void finish() throws InterruptedException {
    CollectorConfig config =
        CollectorConfig.of(kafka.bootstrapServers(), clickHouse.uri().toString())
            .withClickHouse(
                new CollectorConfig.ClickHouse(
                    new ClickHouseAddress(clickHouse.uri(), clickHouse.database()), "default", ""));
    try (Collector last = Collector.start(config)) {
      assertThat(last.awaitCaughtUp(Duration.ofMinutes(1)))
          .as("%s of %s records", last.status(), sentRecords)
          .isTrue();
    }
  }

  /** A child is killed only after it has stored something, so that every life counts. */
  private void awaitSomethingStored(ChildCollector collector) throws InterruptedException {
    long before = stored();
    while (stored() == before) {
      assertThat(collector.endsWithin(50)).as("child ended").isFalse();
    }
  }

  private long stored() {
    return TestClickHouse.at(clickHouse.uri(), "default")
        .number(
            "SELECT sum(rows) FROM system.parts WHERE active AND table = 'otel_traces'"
                + " AND database = '"
                + clickHouse.database()
                + "'");
  }

  private void sendWhile(AtomicBoolean loading) {
    long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    while (loading.get()) {
      long record = sentRecords.getAndIncrement();
      kafka.send(Topics.SPANS, (int) (record % 3), manySpans(record, now));
      kafka.send(Topics.METRICS, (int) (record % 3), threeRequests(now + record));
      if (record % 10 == 0) {
        kafka.flush();
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  /** On two days, so that a batch becomes several parts. */
  private static byte[] manySpans(long record, long now) {
    List<Span> all = new ArrayList<>();
    for (int i = 0; i < SPANS_PER_RECORD; i++) {
      long number = record * SPANS_PER_RECORD + i;
      all.add(span(number, now + number - (i % 2) * DAY_NANOS).build());
    }
    return spans("s" + record % 5, all).toByteArray();
  }

  private static byte[] threeRequests(long time) {
    ExponentialHistogramDataPoint point =
        ExponentialHistogramDataPoint.newBuilder()
            .setTimeUnixNano(time)
            .setCount(3)
            .setScale(6)
            .setPositive(Buckets.newBuilder().setOffset(-100).addBucketCounts(3))
            .addAttributes(attribute("http.route", text("/r" + time % 7)))
            .build();
    Metric metric =
        Metric.newBuilder()
            .setName(MetricNames.HTTP_SERVER_REQUEST_DURATION)
            .setExponentialHistogram(
                ExponentialHistogram.newBuilder()
                    .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA)
                    .addDataPoints(point))
            .build();
    return metrics("cart", List.of(metric)).toByteArray();
  }

  private Path writeConfig() throws IOException {
    String yaml =
        """
        apiVersion: tapmesh.io/v1
        kind: Collector
        metadata: {name: crash-test}
        spec:
          kafka:
            bootstrapServers: %s
            properties: {session.timeout.ms: 6000, heartbeat.interval.ms: 1000, group.instance.id: crash}
          clickhouse: {url: "%s", database: %s}
          batch: {maxRows: 2000, maxDelay: 100ms}
          admin: {listen: "127.0.0.1:0"}
        """
            .formatted(kafka.bootstrapServers(), clickHouse.uri(), clickHouse.database());
    return Files.writeString(folder.resolve("collector.yaml"), yaml);
  }
}
