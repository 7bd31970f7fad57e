package io.tapmesh.collector;

import static io.tapmesh.collector.decode.Otlp.attribute;
import static io.tapmesh.collector.decode.Otlp.id;
import static io.tapmesh.collector.decode.Otlp.number;
import static io.tapmesh.collector.decode.Otlp.span;
import static io.tapmesh.collector.decode.Otlp.spans;
import static io.tapmesh.collector.decode.Otlp.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.tapmesh.collector.ingest.BatchLimits;
import io.tapmesh.collector.store.ClickHouseAddress;
import io.tapmesh.collector.testing.Await;
import io.tapmesh.collector.testing.TcpGate;
import io.tapmesh.collector.testing.TestClickHouse;
import io.tapmesh.collector.testing.TestKafka;
import io.tapmesh.schemas.DeadLetter;
import io.tapmesh.schemas.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole collector, with the real broker and the real engine. */
class CollectorTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static TestKafka kafka;

  private final TestClickHouse clickHouse = TestClickHouse.newDatabase();
  private final long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
  private final String group = "group-of-" + clickHouse.database();

  @BeforeAll
  static void startKafka(@TempDir Path folder) {
    kafka = new TestKafka(folder);
  }

  @AfterAll
  static void stopKafka() {
    kafka.close();
  }

  @BeforeEach
  void clearKafka() throws Exception {
    kafka.clear();
  }

  @Test
  void everyFieldOfASpanComesBack() throws Exception {
    long start = now - now % 1_000_000_000 + 123_456_789;
    Span span =
        span(1, start)
            .setParentSpanId(id(8, 99))
            .setTraceState("tapmesh=cart")
            .setName("GET /größe/{id} \uD83D\uDE80")
            .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
            .setEndTimeUnixNano(start + 7)
            .addAttributes(attribute("http.request.method", text("GET")))
            .addAttributes(attribute("http.route", text("/größe/{id}")))
            .addAttributes(attribute("http.response.status_code", number(503L)))
            .addAttributes(attribute("service.peer.name", text("payment")))
            .addAttributes(attribute("empty", text("")))
            .setStatus(
                Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR).setMessage("x\ny"))
            .addEvents(Span.Event.newBuilder().setTimeUnixNano(start + 3).setName("e\t1"))
            .addLinks(
                Span.Link.newBuilder()
                    .setTraceId(id(16, 5))
                    .setSpanId(id(8, 6))
                    .setTraceState("a=b"))
            .build();
    kafka.send(Topics.SPANS, 1, spans("cart", List.of(span)).toByteArray());

    storeEverything();

    JsonNode row =
        clickHouse
            .rows(
                "SELECT *, toUnixTimestamp64Nano(Timestamp) AS Nanos, HttpMethod, HttpRoute,"
                    + " HttpStatusCode, PeerService,"
                    + " arrayMap(t -> toUnixTimestamp64Nano(t), Events.Timestamp) AS EventNanos"
                    + " FROM otel_traces")
            .get(0);
    assertThat(row.get("Nanos").asText()).isEqualTo(Long.toString(start));
    assertThat(row.get("TraceId").asText()).isEqualTo("00000000000000000000000000000002");
    assertThat(row.get("SpanId").asText()).isEqualTo("0000000000000002");
    assertThat(row.get("ParentSpanId").asText()).isEqualTo("0000000000000063");
    assertThat(row.get("TraceState").asText()).isEqualTo("tapmesh=cart");
    assertThat(row.get("SpanName").asText()).isEqualTo("GET /größe/{id} \uD83D\uDE80");
    assertThat(row.get("SpanKind").asText()).isEqualTo("Client");
    assertThat(row.get("ServiceName").asText()).isEqualTo("cart");
    assertThat(row.get("ResourceAttributes").toString())
        .isEqualTo("{\"host.name\":\"h1\",\"service.name\":\"cart\"}");
    assertThat(row.get("ScopeName").asText()).isEqualTo("io.tapmesh.proxy");
    assertThat(row.get("SpanAttributes").toString())
        .isEqualTo(
            "{\"http.request.method\":\"GET\",\"http.route\":\"/größe/{id}\","
                + "\"http.response.status_code\":\"503\",\"service.peer.name\":\"payment\","
                + "\"empty\":\"\"}");
    assertThat(row.get("Duration").asText()).isEqualTo("7");
    assertThat(row.get("StatusCode").asText()).isEqualTo("Error");
    assertThat(row.get("StatusMessage").asText()).isEqualTo("x\ny");
    assertThat(row.get("EventNanos").toString()).isEqualTo("[\"" + (start + 3) + "\"]");
    assertThat(row.get("Events.Name").toString()).isEqualTo("[\"e\\t1\"]");
    assertThat(row.get("Links.TraceId").toString())
        .isEqualTo("[\"00000000000000000000000000000005\"]");
    assertThat(row.get("Links.TraceState").toString()).isEqualTo("[\"a=b\"]");
    assertThat(row.get("HttpMethod").asText()).isEqualTo("GET");
    assertThat(row.get("HttpRoute").asText()).isEqualTo("/größe/{id}");
    assertThat(row.get("HttpStatusCode").asInt()).isEqualTo(503);
    assertThat(row.get("PeerService").asText()).isEqualTo("payment");
  }

  @Test
  void undecodableRecordsGoToTheDeadLetterTopicAndTheOthersAreStored() throws Exception {
    long start = kafka.end(Topics.SPANS, 0);
    for (int i = 0; i < 20; i++) {
      kafka.send(Topics.SPANS, 0, oneSpan(i));
      if (i == 7) {
        kafka.send(
            Topics.SPANS,
            0,
            "poison".getBytes(UTF_8),
            new RecordHeader("origin", "test".getBytes(UTF_8)),
            new RecordHeader(DeadLetter.TOPIC, "forged".getBytes(UTF_8)));
      }
    }

    CollectorStatus status = storeEverything();

    assertThat(clickHouse.number("SELECT count() FROM otel_traces")).isEqualTo(20);
    ConsumerRecord<byte[], byte[]> letter = kafka.deadLetters(1, PATIENCE).get(0);
    assertThat(letter.value()).asString(UTF_8).isEqualTo("poison");
    assertThat(header(letter, "origin")).isEqualTo("test");
    assertThat(header(letter, DeadLetter.TOPIC)).isEqualTo("otlp_spans");
    assertThat(header(letter, DeadLetter.PARTITION)).isEqualTo("0");
    assertThat(header(letter, DeadLetter.OFFSET)).isEqualTo(Long.toString(start + 8));
    assertThat(header(letter, DeadLetter.REASON)).startsWith("not an ExportTraceServiceRequest: ");
    assertThat(letter.headers().headers(DeadLetter.TOPIC)).hasSize(1);
    assertThat(status.recordsDeadLettered()).isEqualTo(1);
    assertThat(status.recordsStored()).isEqualTo(20);
    assertThat(status.recordsRead()).isEqualTo(21);
  }

  @Test
  void whatArrivesIsStoredWithoutWaitingForAFullBatch() {
    try (Collector collector = Collector.start(config())) {
      Await.until("ready", PATIENCE, () -> collector.status().ready());
      kafka.send(Topics.SPANS, 2, oneSpan(1));
      kafka.flush();
      Await.until(
          "stored", PATIENCE, () -> clickHouse.number("SELECT count() FROM otel_traces") == 1);
    }
  }

  @Test
  void closingStoresEverythingThatWasRead() throws Exception {
    long start = end(Topics.SPANS);
    CollectorConfig patient =
        config().withBatch(new BatchLimits(1_000_000, 64 << 20, Duration.ofHours(1)));
    try (Collector collector = Collector.start(patient)) {
      for (int i = 0; i < 300; i++) {
        kafka.send(Topics.SPANS, i % 3, oneSpan(i));
      }
      kafka.flush();
      Await.until("read", PATIENCE, () -> collector.status().recordsRead() == 300);
      assertThat(clickHouse.number("SELECT count() FROM otel_traces")).isZero();
    }

    assertThat(clickHouse.number("SELECT count() FROM otel_traces")).isEqualTo(300);
    assertThat(committed(Topics.SPANS)).isEqualTo(start + 300);
  }

  @Test
  void nothingIsLostOrDoubledWhileClickHouseIsAway() throws Exception {
    try (TcpGate gate = new TcpGate(clickHouse.uri());
        Collector collector = Collector.start(config(gate.uri()))) {
      send(0, 1000);
      Await.until("first rows", PATIENCE, () -> collector.status().spansStored() == 1000);
      Await.until("ready", PATIENCE, () -> collector.status().ready());
      gate.shut();
      send(1000, 1500);
      Await.until("notices", PATIENCE, () -> !collector.status().ready());
      assertThat(get(collector, "/readyz").statusCode()).isEqualTo(503);
      assertThat(get(collector, "/readyz").body())
          .contains("otlp_spans storing: ClickHouse at " + gate.uri() + " does not answer");
      assertThat(get(collector, "/livez").statusCode()).isEqualTo(200);
      send(1500, 2000);

      gate.open();

      assertThat(collector.awaitCaughtUp(PATIENCE)).isTrue();
      Await.until("ready", PATIENCE, () -> collector.status().ready());
      assertThat(get(collector, "/readyz").body()).isEqualTo("ok\n");
    }
    assertThat(clickHouse.number("SELECT count() FROM otel_traces")).isEqualTo(2000);
    assertThat(clickHouse.number("SELECT uniqExact(SpanId) FROM otel_traces")).isEqualTo(2000);
  }

  @Test
  void nothingIsLostOrDoubledWhenConnectionsBreakInTheMiddleOfInserts() throws Exception {
    try (TcpGate gate = new TcpGate(clickHouse.uri());
        Collector collector =
            Collector.start(
                config(gate.uri()).withBatch(new BatchLimits(50, 1 << 20, Duration.ZERO)))) {
      for (int i = 0; i < 40; i++) {
        send(i * 100, (i + 1) * 100);
        gate.breakConnections();
      }
      assertThat(collector.awaitCaughtUp(PATIENCE)).isTrue();
    }
    assertThat(clickHouse.number("SELECT count() FROM otel_traces")).isEqualTo(4000);
    assertThat(clickHouse.number("SELECT uniqExact(SpanId) FROM otel_traces")).isEqualTo(4000);
  }

  @Test
  void goesOnWhenKafkaComesBack() throws Exception {
    try (Collector collector = Collector.start(config())) {
      send(0, 500);
      assertThat(collector.awaitCaughtUp(PATIENCE)).isTrue();
      kafka.stop();
      Await.until("notices", PATIENCE, () -> !collector.status().ready());
      kafka.startAgain();
      send(500, 1000);
      Await.until(
          "stored",
          PATIENCE,
          () -> collector.status().spansStored() == 1000,
          () -> collector.status().toString());
      Await.until("ready", PATIENCE, () -> collector.status().ready());
    }
    assertThat(clickHouse.number("SELECT uniqExact(SpanId) FROM otel_traces")).isEqualTo(1000);
    assertThat(clickHouse.number("SELECT count() FROM otel_traces")).isEqualTo(1000);
  }

  @Test
  void collectorsOfOneGroupShareTheWorkAndTakeOver() throws Exception {
    try (Collector first = Collector.start(config())) {
      send(0, 900);
      Await.until("first reads", PATIENCE, () -> first.status().spansStored() == 900);
      try (Collector second = Collector.start(config())) {
        Await.until("second joins", PATIENCE, () -> second.status().ready());
        for (int i = 9; i < 30; i++) {
          send(i * 100, (i + 1) * 100);
        }
        assertThat(second.awaitCaughtUp(PATIENCE)).isTrue();
        Await.until("both store", PATIENCE, () -> second.status().spansStored() > 0);
      }
      send(3000, 4000);
      assertThat(first.awaitCaughtUp(PATIENCE)).isTrue();
    }
    assertThat(clickHouse.number("SELECT count() FROM otel_traces")).isEqualTo(4000);
    assertThat(clickHouse.number("SELECT uniqExact(SpanId) FROM otel_traces")).isEqualTo(4000);
  }

  @Test
  void progressSaysHowFreshTheDataIs() throws Exception {
    long before = System.currentTimeMillis();
    try (Collector collector = Collector.start(config())) {
      send(0, 300);
      kafka.send(Topics.SPANS, 1, new byte[] {1});
      kafka.flush();
      assertThat(collector.awaitCaughtUp(PATIENCE)).isTrue();
      Await.until(
          "all partitions of both topics report to be complete",
          PATIENCE,
          () ->
              clickHouse.number(
                      "SELECT count() FROM (SELECT Topic, Partition,"
                          + " argMax(EndOffset - NextOffset, Time) AS Behind,"
                          + " max(toUnixTimestamp64Milli(StoredThrough)) AS Through"
                          + " FROM tapmesh_ingest_progress GROUP BY Topic, Partition"
                          + " HAVING Behind = 0 AND Through >= "
                          + before
                          + ")")
                  == 6);
    }
    JsonNode sums =
        clickHouse
            .rows(
                "SELECT sum(Records) AS Records, sum(Rows) AS Rows, sum(DeadLettered) AS Dead,"
                    + " max(StoredThrough) <= max(Time) AS Honest FROM tapmesh_ingest_progress")
            .get(0);
    assertThat(sums.toString())
        .isEqualTo("{\"Records\":\"301\",\"Rows\":\"300\",\"Dead\":\"1\",\"Honest\":1}");
  }

  @Test
  void metricsAddUp() throws Exception {
    try (Collector collector = Collector.start(config())) {
      send(0, 300);
      kafka.send(Topics.SPANS, 1, new byte[] {1});
      kafka.flush();
      assertThat(collector.awaitCaughtUp(PATIENCE)).isTrue();
      Await.until("counted", PATIENCE, () -> collector.status().recordsStored() == 300);

      assertThat(get(collector, "/metrics").body().lines())
          .contains(
              "# TYPE tapmesh_collector_records_read_total counter",
              "tapmesh_collector_records_read_total{topic=\"otlp_spans\"} 301",
              "tapmesh_collector_records_stored_total{topic=\"otlp_spans\"} 300",
              "tapmesh_collector_records_dead_lettered_total{topic=\"otlp_spans\",reason=\"malformed\"} 1",
              "tapmesh_collector_rows_stored_total{table=\"otel_traces\"} 300",
              "tapmesh_collector_records_in_flight 0");
      assertThat(get(collector, "/nowhere").statusCode()).isEqualTo(404);
    }
  }

  /** One record of one span for each number. */
  private void send(int from, int to) {
    for (int i = from; i < to; i++) {
      kafka.send(Topics.SPANS, i % 3, oneSpan(i));
    }
    kafka.flush();
  }

  private byte[] oneSpan(long number) {
    return spans("s" + number % 5, List.of(span(number, now + number).build())).toByteArray();
  }

  /** Stores what is on Kafka with a collector of its own. */
  private CollectorStatus storeEverything() throws InterruptedException {
    kafka.flush();
    Collector collector = Collector.start(config());
    try (collector) {
      assertThat(collector.awaitCaughtUp(PATIENCE)).isTrue();
    }
    return collector.status();
  }

  private CollectorConfig config() {
    return config(clickHouse.uri());
  }

  private CollectorConfig config(URI uri) {
    return CollectorConfig.of(kafka.bootstrapServers(), uri.toString())
        .withClickHouse(
            new CollectorConfig.ClickHouse(
                new ClickHouseAddress(uri, clickHouse.database()), "default", ""))
        .withKafka(new CollectorConfig.Kafka(kafka.bootstrapServers(), group, Map.of()));
  }

  private static long end(String topic) throws Exception {
    return kafka.end(topic, 0) + kafka.end(topic, 1) + kafka.end(topic, 2);
  }

  private long committed(String topic) throws Exception {
    long sum = 0;
    for (var offset : kafka.committed(group).entrySet()) {
      TopicPartition partition = offset.getKey();
      sum += partition.topic().equals(topic) ? offset.getValue().offset() : 0;
    }
    return sum;
  }

  private static String header(ConsumerRecord<?, ?> record, String key) {
    return new String(record.headers().lastHeader(key).value(), UTF_8);
  }

  private static HttpResponse<String> get(Collector collector, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + collector.adminPort() + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }
}
