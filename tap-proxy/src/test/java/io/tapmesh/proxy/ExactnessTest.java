package io.tapmesh.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tapmesh.proxy.testing.Kafka;
import io.tapmesh.proxy.testing.Load;
import io.tapmesh.proxy.testing.MetricsRead;
import io.tapmesh.proxy.testing.Pair;
import io.tapmesh.proxy.testing.SpansRead;
import io.tapmesh.proxy.testing.SpansRead.Read;
import io.tapmesh.schemas.AttributeKeys;
import io.tapmesh.schemas.MetricNames;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies on Kafka after a load is that load, to the last request. */
final class ExactnessTest {

  private static final int CLIENTS = 4;
  private static final int REQUESTS = 1000;
  private static final long TOTAL = CLIENTS * REQUESTS;

  @TempDir static Path folder;

  private static long errors;
  private static SpansRead spans;
  private static MetricsRead metrics;

  @BeforeAll
  static void load() throws Exception {
    try (Kafka kafka = new Kafka(folder)) {
      Pair pair = new Pair(kafka.spec(", metricsInterval: 500ms"));
      Load load = new Load(pair.address()).start(CLIENTS, REQUESTS, 0).join();
      pair.close();

      assertThat(load.failures()).isEmpty();
      assertThat(load.answered()).isEqualTo(TOTAL);
      errors = load.serverErrors();
      assertThat(pair.caller().spanCounts().exported()).isEqualTo(TOTAL);
      assertThat(pair.callee().spanCounts().inFlight()).isZero();
      spans = kafka.spans();
      metrics = kafka.metrics();
    }
  }

  @Test
  void everyRequestIsCountedOnBothSides() {
    assertThat(metrics.count(MetricNames.HTTP_CLIENT_REQUEST_DURATION, p -> true)).isEqualTo(TOTAL);
    assertThat(metrics.count(MetricNames.HTTP_SERVER_REQUEST_DURATION, p -> true)).isEqualTo(TOTAL);
    assertThat(metrics.records()).isGreaterThan(2);
  }

  @Test
  void everyErrorIsCountedOnBothSides() {
    assertThat(errors).isEqualTo(TOTAL / 20);
    for (String name :
        List.of(
            MetricNames.HTTP_CLIENT_REQUEST_DURATION, MetricNames.HTTP_SERVER_REQUEST_DURATION)) {
      assertThat(metrics.count(name, p -> "500".equals(p.attribute(AttributeKeys.ERROR_TYPE))))
          .isEqualTo(errors);
      assertThat(
              metrics.count(
                  name, p -> "500".equals(p.attribute(AttributeKeys.HTTP_RESPONSE_STATUS_CODE))))
          .isEqualTo(errors);
    }
  }

  @Test
  void bytesAreCounted() {
    assertThat(metrics.sum(MetricNames.HTTP_SERVER_RESPONSE_BODY_SIZE, p -> true))
        .isEqualTo(2.0 * TOTAL);
    assertThat(metrics.sum(MetricNames.HTTP_CLIENT_RESPONSE_BODY_SIZE, p -> true))
        .isEqualTo(2.0 * TOTAL);
  }

  @Test
  void everyRequestHasAClientSpanAndAServerSpanBelowIt() {
    assertThat(spans.clients()).hasSize((int) TOTAL);
    assertThat(spans.servers()).hasSize((int) TOTAL);
    Map<String, Read> clients =
        spans.clients().stream().collect(Collectors.toMap(Read::id, Function.identity()));
    for (Read server : spans.servers()) {
      Read client = clients.remove(server.parentId());
      assertThat(client).isNotNull();
      assertThat(server.traceId()).isEqualTo(client.traceId());
    }
    assertThat(clients).isEmpty();
  }

  @Test
  void aTraceLiesOnOnePartitionAndTracesAreSpread() {
    assertThat(spans.partitionsOfTraces().values()).allMatch(partitions -> partitions.size() == 1);
    assertThat(spans.partitionsOfTraces().values().stream().flatMap(Set::stream).distinct())
        .hasSize(Kafka.SPAN_PARTITIONS);
  }

  @Test
  void spansSayWhatTheConventionsAsk() {
    Read server = first(spans.servers(), "200");
    assertThat(server.span().getName()).isEqualTo("GET /carts/{id}");
    assertThat(server.service()).isEqualTo("cart");
    assertThat(server.isError()).isFalse();
    assertThat(server.attribute(AttributeKeys.HTTP_REQUEST_METHOD)).isEqualTo("GET");
    assertThat(server.attribute(AttributeKeys.HTTP_ROUTE)).isEqualTo("/carts/{id}");
    assertThat(server.attribute(AttributeKeys.URL_PATH)).matches("/carts/\\d+");
    assertThat(server.attribute(AttributeKeys.URL_SCHEME)).isEqualTo("http");
    assertThat(server.attribute(AttributeKeys.SERVER_ADDRESS)).isEqualTo("cart.shop");
    assertThat(server.attribute(AttributeKeys.SERVER_PORT)).isEqualTo("8080");
    assertThat(server.attribute(AttributeKeys.CLIENT_ADDRESS)).isEqualTo("127.0.0.1");
    assertThat(server.attribute(AttributeKeys.NETWORK_PROTOCOL_VERSION)).isEqualTo("1.1");
    assertThat(server.attribute(AttributeKeys.SERVICE_PEER_NAME)).isEqualTo("frontend");
    assertThat(server.attribute(AttributeKeys.PEER_SERVICE)).isEqualTo("frontend");
    assertThat(server.attribute(AttributeKeys.CONFIG_REVISION)).hasSize(12);
    assertThat(server.attribute(AttributeKeys.ERROR_TYPE)).isNull();

    Read client = first(spans.clients(), "500");
    assertThat(client.span().getName()).isEqualTo("GET /fail");
    assertThat(client.service()).isEqualTo("frontend");
    assertThat(client.isError()).isTrue();
    assertThat(client.attribute(AttributeKeys.ERROR_TYPE)).isEqualTo("500");
    assertThat(client.attribute(AttributeKeys.SERVICE_PEER_NAME)).isEqualTo("cart");
    assertThat(client.attribute(AttributeKeys.NETWORK_PEER_ADDRESS)).isEqualTo("127.0.0.1");
    assertThat(client.attribute(AttributeKeys.HTTP_REQUEST_RESEND_COUNT)).isNull();
  }

  private static Read first(List<Read> spans, String status) {
    return spans.stream()
        .filter(s -> status.equals(s.attribute(AttributeKeys.HTTP_RESPONSE_STATUS_CODE)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void metricsNameBothServices() {
    assertThat(metrics.points(MetricNames.HTTP_SERVER_REQUEST_DURATION))
        .allSatisfy(
            point -> {
              assertThat(point.service()).isEqualTo("cart");
              assertThat(point.attribute(AttributeKeys.SERVICE_PEER_NAME)).isEqualTo("frontend");
            });
    assertThat(metrics.points(MetricNames.HTTP_CLIENT_REQUEST_DURATION))
        .allSatisfy(
            point -> {
              assertThat(point.service()).isEqualTo("frontend");
              assertThat(point.attribute(AttributeKeys.SERVICE_PEER_NAME)).isEqualTo("cart");
            });
  }

  @Test
  void durationsOfMetricsAreThoseOfSpans() {
    double ofSpans = spans.servers().stream().mapToLong(Read::durationNanos).sum() / 1e9;
    double ofMetrics = metrics.sum(MetricNames.HTTP_SERVER_REQUEST_DURATION, p -> true);

    assertThat(ofMetrics).isCloseTo(ofSpans, within(1e-6));
  }

  @Test
  void percentilesAreWithinOnePercentOfThoseOfAllSpans() {
    long[] sorted = spans.servers().stream().mapToLong(Read::durationNanos).sorted().toArray();
    for (double fraction : new double[] {0.5, 0.9, 0.99}) {
      double exact = sorted[(int) Math.ceil(fraction * sorted.length) - 1] / 1e9;
      double estimate =
          metrics.percentile(MetricNames.HTTP_SERVER_REQUEST_DURATION, fraction, p -> true);
      assertThat(estimate).isCloseTo(exact, within(exact * 0.01));
    }
  }

  @Test
  void proxiesReportWhatBecameOfTheirSpans() {
    long ended = metrics.counter(MetricNames.SPANS_ENDED, p -> true);
    long exported = metrics.counter(MetricNames.SPANS_EXPORTED, p -> true);
    long dropped = metrics.counter(MetricNames.SPANS_DROPPED, p -> true);

    assertThat(ended).isEqualTo(2 * TOTAL);
    assertThat(exported).isEqualTo(2 * TOTAL);
    assertThat(dropped).isZero();
  }
}
