package io.tapmesh.collector;

import static io.tapmesh.collector.decode.Otlp.attribute;
import static io.tapmesh.collector.decode.Otlp.id;
import static io.tapmesh.collector.decode.Otlp.metrics;
import static io.tapmesh.collector.decode.Otlp.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Exemplar;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogram;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint.Buckets;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.metrics.v1.Summary;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.tapmesh.collector.store.ClickHouseAddress;
import io.tapmesh.collector.testing.TestClickHouse;
import io.tapmesh.collector.testing.TestKafka;
import io.tapmesh.schemas.AttributeKeys;
import io.tapmesh.schemas.MetricNames;
import io.tapmesh.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Metric points through the broker into the engine, and the traffic views behind them. */
class MetricsTest {

  private static final AggregationTemporality DELTA =
      AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA;

  private static TestKafka kafka;

  private final TestClickHouse clickHouse = TestClickHouse.newDatabase();
  private final long time = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()) + 123;
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
  void everyKindOfPointComesBack() throws Exception {
    Exemplar exemplar =
        Exemplar.newBuilder()
            .setTimeUnixNano(time)
            .setAsDouble(1.5)
            .setSpanId(id(8, 1))
            .setTraceId(id(16, 2))
            .addFilteredAttributes(attribute("e", text("x")))
            .build();
    NumberDataPoint.Builder point =
        NumberDataPoint.newBuilder()
            .setTimeUnixNano(time)
            .setStartTimeUnixNano(time - 5)
            .setFlags(1)
            .addAttributes(attribute("a", text("b")))
            .addExemplars(exemplar);
    Metric gauge =
        metric("g").setGauge(Gauge.newBuilder().addDataPoints(point.setAsInt(-3))).build();
    Metric sum =
        metric("s")
            .setSum(
                Sum.newBuilder()
                    .setAggregationTemporality(DELTA)
                    .setIsMonotonic(true)
                    .addDataPoints(point.setAsDouble(0.1)))
            .build();
    Metric histogram =
        metric("h")
            .setHistogram(
                Histogram.newBuilder()
                    .setAggregationTemporality(DELTA)
                    .addDataPoints(
                        HistogramDataPoint.newBuilder()
                            .setTimeUnixNano(time)
                            .setCount(3)
                            .setSum(6.5)
                            .addAllBucketCounts(List.of(1L, 2L, 0L))
                            .addAllExplicitBounds(List.of(0.5, 10.0))
                            .setMin(0.25)
                            .setMax(4)
                            .addExemplars(exemplar)))
            .build();
    Metric summary =
        metric("q")
            .setSummary(
                Summary.newBuilder()
                    .addDataPoints(
                        SummaryDataPoint.newBuilder()
                            .setTimeUnixNano(time)
                            .setCount(9)
                            .setSum(18)
                            .addQuantileValues(quantile(0.5, 2))
                            .addQuantileValues(quantile(0.99, 7))))
            .build();
    Metric exponential =
        metric("x")
            .setExponentialHistogram(
                ExponentialHistogram.newBuilder()
                    .setAggregationTemporality(DELTA)
                    .addDataPoints(
                        ExponentialHistogramDataPoint.newBuilder()
                            .setTimeUnixNano(time)
                            .setCount(-1)
                            .setSum(2.5)
                            .setScale(-2)
                            .setZeroCount(4)
                            .setPositive(buckets(-7, 1L, 2L))
                            .setNegative(buckets(3, 5L))
                            .setMin(-1)
                            .setMax(1)
                            .addExemplars(exemplar)))
            .build();

    store(metrics("cart", List.of(gauge, sum, histogram, exponential, summary)).toByteArray());

    assertThat(common("otel_metrics_gauge")).isEqualTo(common("otel_metrics_sum"));
    assertThat(common("otel_metrics_gauge"))
        .isEqualTo(
            "{'host.name':'h1','service.name':'cart'}|https://resource.example/1|io.tapmesh.proxy|0.1|"
                + "{'scope.key':'scope value'}|3|https://scope.example/1|cart|a metric|By|{'a':'b'}|"
                + time);
    assertThat(
            one(
                "otel_metrics_gauge",
                "MetricName, Value, Flags, toUnixTimestamp64Nano(StartTimeUnix)"))
        .isEqualTo("[\"g\",-3,1,\"" + (time - 5) + "\"]");
    assertThat(one("otel_metrics_sum", "MetricName, Value, AggregationTemporality, IsMonotonic"))
        .isEqualTo("[\"s\",0.1,1,true]");
    assertThat(
            one(
                "otel_metrics_sum",
                "Exemplars.FilteredAttributes, Exemplars.Value, Exemplars.SpanId, Exemplars.TraceId,"
                    + " arrayMap(t -> toUnixTimestamp64Nano(t), Exemplars.TimeUnix)"))
        .isEqualTo(
            "[[{\"e\":\"x\"}],[1.5],[\"0000000000000001\"],[\"00000000000000000000000000000002\"],[\""
                + time
                + "\"]]");
    assertThat(
            one(
                "otel_metrics_histogram",
                "Count, Sum, BucketCounts, ExplicitBounds, Min, Max, AggregationTemporality,"
                    + " Exemplars.Value"))
        .isEqualTo("[\"3\",6.5,[\"1\",\"2\",\"0\"],[0.5,10],0.25,4,1,[1.5]]");
    assertThat(
            one(
                "otel_metrics_exponential_histogram",
                "Count, Sum, Scale, ZeroCount, PositiveOffset, PositiveBucketCounts, NegativeOffset,"
                    + " NegativeBucketCounts, Min, Max, AggregationTemporality, Exemplars.Value"))
        .isEqualTo(
            "[\"18446744073709551615\",2.5,-2,\"4\",-7,[\"1\",\"2\"],3,[\"5\"],-1,1,1,[1.5]]");
    assertThat(
            one(
                "otel_metrics_summary",
                "Count, Sum, ValueAtQuantiles.Quantile, ValueAtQuantiles.Value"))
        .isEqualTo("[\"9\",18,[0.5,0.99],[2,7]]");
  }

  @Test
  void trafficCountsEveryRequestOnceAlsoWhenTheCollectorIsRestarted() throws Exception {
    for (int i = 0; i < 60; i++) {
      Metric duration = duration("GET", i % 10 == 0 ? 500 : 200, 7, 6, buckets(-200, 3L, 4L));
      kafka.send(Topics.METRICS, i % 3, metrics("cart", List.of(duration)).toByteArray());
      if (i % 20 == 19) {
        store();
      }
    }
    store();

    for (String table : List.of("traffic_10s", "traffic_1m", "traffic_1h")) {
      JsonNode row =
          clickHouse
              .rows(
                  "SELECT sum(Requests) AS Requests, sum(Errors) AS Errors, any(Source) AS Source,"
                      + " any(Destination) AS Destination, any(Protocol) AS Protocol,"
                      + " sumMap(Latency) AS Latency FROM "
                      + table)
              .get(0);
      assertThat(row.toString())
          .as(table)
          .isEqualTo(
              "{\"Requests\":\"420\",\"Errors\":\"42\",\"Source\":\"web\",\"Destination\":\"cart\","
                  + "\"Protocol\":\"http/1.1\",\"Latency\":[[-200,-199],[\"180\",\"240\"]]}");
    }
  }

  @Test
  void pointsOfOtherScalesAreBroughtToOurs() throws Exception {
    Metric finer = duration("GET", 200, 4, 8, buckets(-800, 1L, 1L, 1L, 1L));
    Metric same = duration("GET", 200, 1, 6, buckets(-200, 1L));
    Metric coarser = duration("GET", 200, 2, 4, buckets(-50, 2L));
    Metric absurd = duration("GET", 200, 1, -900_000_000, buckets(Integer.MAX_VALUE, 1L));
    store(metrics("cart", List.of(finer, same, coarser, absurd)).toByteArray());

    assertThat(clickHouse.rows("SELECT sumMap(Latency) AS L FROM traffic_1m").get(0).toString())
        .isEqualTo("{\"L\":[[-200,-198,32767],[\"5\",\"2\",\"1\"]]}");
  }

  @Test
  void pointsThatAreNotNumbersHoldUpNothing() throws Exception {
    Metric bytes =
        metric(MetricNames.HTTP_SERVER_REQUEST_BODY_SIZE)
            .setExponentialHistogram(
                ExponentialHistogram.newBuilder()
                    .setAggregationTemporality(DELTA)
                    .addDataPoints(point(200, "GET").setCount(1).setSum(Double.NaN))
                    .addDataPoints(point(200, "GET").setCount(1).setSum(-1))
                    .addDataPoints(point(200, "GET").setCount(1).setSum(100)))
            .build();
    store(metrics("cart", List.of(bytes)).toByteArray());

    assertThat(clickHouse.number("SELECT sum(RequestBytes) FROM traffic_1m")).isEqualTo(100);
    assertThat(clickHouse.number("SELECT count() FROM otel_metrics_exponential_histogram"))
        .isEqualTo(3);
  }

  @Test
  void callsAreCountedOnTheirEdgeWithTheErrorsThatAreTheCalleesFault() throws Exception {
    store(
        metrics(
                "cart",
                List.of(
                    call(MetricNames.RPC_SERVER_CALL_DURATION, 0, null, 7),
                    call(MetricNames.RPC_SERVER_CALL_DURATION, 5, null, 2),
                    call(MetricNames.RPC_SERVER_CALL_DURATION, 14, "UNAVAILABLE", 3),
                    call(MetricNames.RPC_SERVER_REQUEST_SIZE, 0, null, 7)))
            .toByteArray());
    store(
        metrics(
                "cart",
                List.of(
                    call(MetricNames.RPC_CLIENT_CALL_DURATION, 5, "NOT_FOUND", 2),
                    call(MetricNames.RPC_CLIENT_CALL_DURATION, 14, "UNAVAILABLE", 3)))
            .toByteArray());

    for (String table : List.of("traffic_10s", "traffic_1m", "traffic_1h")) {
      String select =
          "SELECT sum(Requests) AS Requests, sum(Errors) AS Errors, any(Source) AS Source,"
              + " any(Destination) AS Destination, any(Protocol) AS Protocol, any(Route) AS Route,"
              + " sum(RequestBytes) AS Bytes FROM "
              + table
              + " WHERE Reporter = ";
      assertThat(clickHouse.rows(select + "'server'").get(0).toString())
          .isEqualTo(
              "{\"Requests\":\"12\",\"Errors\":\"3\",\"Source\":\"web\",\"Destination\":\"cart\","
                  + "\"Protocol\":\"grpc\",\"Route\":\"shop.Cart/Add\",\"Bytes\":\"70\"}");
      assertThat(clickHouse.rows(select + "'client'").get(0).toString())
          .startsWith(
              "{\"Requests\":\"5\",\"Errors\":\"3\",\"Source\":\"cart\",\"Destination\":\"web\"");
    }
  }

  @Test
  void connectionsAndTheirBytesAreOnTheirEdgeWithoutLatency() throws Exception {
    NumberDataPoint.Builder bytes =
        NumberDataPoint.newBuilder()
            .setTimeUnixNano(time)
            .addAttributes(attribute("service.peer.name", text("web")));
    store(
        metrics(
                "db",
                List.of(
                    call(MetricNames.TCP_SERVER_CONNECTION_DURATION, 0, null, 4),
                    counter(MetricNames.TCP_SERVER_BYTES_RECEIVED, bytes.setAsInt(300)),
                    counter(MetricNames.TCP_SERVER_BYTES_SENT, bytes.setAsInt(9000))))
            .toByteArray());

    for (String table : List.of("traffic_10s", "traffic_1m", "traffic_1h")) {
      assertThat(
              clickHouse
                  .rows(
                      "SELECT sum(Requests) AS R, sum(Errors) AS E, sum(RequestBytes) AS I,"
                          + " sum(ResponseBytes) AS O, sumMap(Latency) AS L, any(Protocol) AS P"
                          + " FROM "
                          + table
                          + " WHERE Source = 'web' AND Destination = 'db'")
                  .get(0)
                  .toString())
          .isEqualTo(
              "{\"R\":\"4\",\"E\":\"0\",\"I\":\"300\",\"O\":\"9000\",\"L\":[[],[]],\"P\":\"tcp\"}");
    }
  }

  private static Metric counter(String name, NumberDataPoint.Builder point) {
    return metric(name)
        .setSum(
            Sum.newBuilder()
                .setAggregationTemporality(DELTA)
                .setIsMonotonic(true)
                .addDataPoints(point))
        .build();
  }

  private Metric call(String name, int status, String error, long count) {
    ExponentialHistogramDataPoint.Builder point =
        ExponentialHistogramDataPoint.newBuilder()
            .setTimeUnixNano(time)
            .setCount(count)
            .setSum(10.0 * count)
            .setScale(6)
            .setPositive(buckets(-200, count))
            .addAttributes(attribute("service.peer.name", text("web")));
    if (name.startsWith("rpc.")) {
      point
          .addAttributes(attribute("rpc.method", text("shop.Cart/Add")))
          .addAttributes(attribute("rpc.status_code", text(Integer.toString(status))));
    }
    if (error != null) {
      point.addAttributes(attribute("error.type", text(error)));
    }
    return metric(name)
        .setExponentialHistogram(
            ExponentialHistogram.newBuilder().setAggregationTemporality(DELTA).addDataPoints(point))
        .build();
  }

  private Metric duration(String method, int status, long count, int scale, Buckets buckets) {
    return metric(MetricNames.HTTP_SERVER_REQUEST_DURATION)
        .setExponentialHistogram(
            ExponentialHistogram.newBuilder()
                .setAggregationTemporality(DELTA)
                .addDataPoints(
                    point(status, method)
                        .setCount(count)
                        .setSum(0.1 * count)
                        .setScale(scale)
                        .setPositive(buckets)))
        .build();
  }

  private ExponentialHistogramDataPoint.Builder point(int status, String method) {
    List<KeyValue> attributes =
        List.of(
            attribute(AttributeKeys.SERVICE_PEER_NAME, text("web")),
            attribute(AttributeKeys.HTTP_REQUEST_METHOD, text(method)),
            attribute(AttributeKeys.HTTP_RESPONSE_STATUS_CODE, text(Integer.toString(status))),
            attribute(AttributeKeys.NETWORK_PROTOCOL_NAME, text("http")),
            attribute(AttributeKeys.NETWORK_PROTOCOL_VERSION, text("1.1")));
    return ExponentialHistogramDataPoint.newBuilder()
        .setTimeUnixNano(time)
        .addAllAttributes(attributes);
  }

  private static Buckets buckets(int offset, Long... counts) {
    return Buckets.newBuilder().setOffset(offset).addAllBucketCounts(List.of(counts)).build();
  }

  private static SummaryDataPoint.ValueAtQuantile quantile(double quantile, double value) {
    return SummaryDataPoint.ValueAtQuantile.newBuilder()
        .setQuantile(quantile)
        .setValue(value)
        .build();
  }

  private static Metric.Builder metric(String name) {
    return Metric.newBuilder().setName(name).setDescription("a metric").setUnit("By");
  }

  private String common(String table) {
    return clickHouse
        .post(
            "SELECT concatWithSeparator('|', toString(ResourceAttributes), ResourceSchemaUrl,"
                + " ScopeName, ScopeVersion, toString(ScopeAttributes),"
                + " toString(ScopeDroppedAttrCount), ScopeSchemaUrl, ServiceName,"
                + " MetricDescription, MetricUnit, toString(Attributes),"
                + " toString(toUnixTimestamp64Nano(TimeUnix))) FROM "
                + table
                + " FORMAT TSVRaw")
        .strip();
  }

  private String one(String table, String columns) {
    return clickHouse
        .post("SELECT " + columns + " FROM " + table + " FORMAT JSONCompactEachRow")
        .strip()
        .replace(", ", ",");
  }

  private void store(byte[] value) throws InterruptedException {
    kafka.send(Topics.METRICS, 0, value);
    store();
  }

  private void store() throws InterruptedException {
    kafka.flush();
    CollectorConfig config =
        CollectorConfig.of(kafka.bootstrapServers(), clickHouse.uri().toString())
            .withClickHouse(
                new CollectorConfig.ClickHouse(
                    new ClickHouseAddress(clickHouse.uri(), clickHouse.database()), "default", ""))
            .withKafka(new CollectorConfig.Kafka(kafka.bootstrapServers(), group, Map.of()));
    try (Collector collector = Collector.start(config)) {
      assertThat(collector.awaitCaughtUp(Duration.ofMinutes(2))).isTrue();
    }
  }
}
