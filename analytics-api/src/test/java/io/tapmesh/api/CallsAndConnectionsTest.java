package io.tapmesh.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tapmesh.api.fixture.Call;
import io.tapmesh.api.fixture.Calls;
import io.tapmesh.api.fixture.Connection;
import io.tapmesh.api.fixture.GrpcCall;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Calls of gRPC and connections whose bytes are not looked into: what the API says is held against
 * what was put in, and against the points that the proxies sent.
 */
class CallsAndConnectionsTest extends ApiTest {

  private static final String ADD = "shop.Cart/Add";
  private static final List<GrpcCall> EVERY_STATUS = GrpcCall.ofEveryStatus("web", "cart", ADD);

  /** What the points of calls say themselves, by the statuses' names instead of their numbers. */
  private static final String CALLS_AS_SENT =
      """
      SELECT
        sumIf(Count, endsWith(MetricName, '.duration')) AS requests,
        sumIf(Count, endsWith(MetricName, '.duration') AND Attributes['rpc.response.status_code'] NOT IN
          ('OK', 'CANCELLED', 'INVALID_ARGUMENT', 'NOT_FOUND', 'ALREADY_EXISTS', 'PERMISSION_DENIED',
           'RESOURCE_EXHAUSTED', 'FAILED_PRECONDITION', 'ABORTED', 'OUT_OF_RANGE', 'UNAUTHENTICATED')) AS errors,
        sumIf(Sum, endsWith(MetricName, '.request.size')) AS requestBytes,
        sumIf(Sum, endsWith(MetricName, '.response.size')) AS responseBytes,
        maxIf(Max, endsWith(MetricName, '.duration')) * 1000 AS maxMillis
      FROM otel_metrics_exponential_histogram
      WHERE startsWith(MetricName, 'rpc.client.')
      """;

  /** What the points of connections say themselves. */
  private static final String CONNECTIONS_AS_SENT =
      """
      SELECT
        (SELECT sum(Count) FROM otel_metrics_exponential_histogram
          WHERE MetricName = 'tapmesh.tcp.server.connection.duration') AS requests,
        (SELECT sum(Count) FROM otel_metrics_exponential_histogram
          WHERE MetricName = 'tapmesh.tcp.server.connection.duration'
            AND has(mapKeys(Attributes), 'error.type')) AS errors,
        sumIf(Value, MetricName = 'tapmesh.tcp.server.bytes.received') AS requestBytes,
        sumIf(Value, MetricName = 'tapmesh.tcp.server.bytes.sent') AS responseBytes
      FROM otel_metrics_sum
      """;

  private static void assertSame(JsonNode stats, JsonNode sent) {
    sent.fieldNames()
        .forEachRemaining(
            name -> {
              double difference = stats.path(name).asDouble() - sent.path(name).asDouble();
              // Latencies are shown to a tenth of a microsecond.
              assertThat(Math.abs(difference)).as("%s of %s", name, stats).isLessThan(1e-4);
            });
  }

  private static JsonNode edge(JsonNode graph, String source, String destination) {
    return StreamSupport.stream(graph.path("edges").spliterator(), false)
        .filter(e -> e.path("source").asText().equals(source))
        .filter(e -> e.path("destination").asText().equals(destination))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void callsOfGrpcAreCountedOnceWithTheErrorsThatAreTheCalleesFault() {
    database.grpcCalls("client", now.minusSeconds(60), EVERY_STATUS);
    database.grpcCalls("server", now.minusSeconds(60), EVERY_STATUS);

    JsonNode graph = client.get("/api/v1/graph?window=5m");

    assertThat(graph.path("edges")).hasSize(1);
    JsonNode edge = edge(graph, "web", "cart");
    assertThat(edge.path("reporter").asText()).isEqualTo("client");
    assertThat(edge.path("protocols")).extracting(JsonNode::asText).containsExactly("grpc");
    assertThat(edge.path("encryptedRequests").asLong()).isZero();
    GrpcCall.assertStats(edge.path("stats"), EVERY_STATUS);
    assertThat(edge.at("/stats/errors").asLong()).isEqualTo(7);
    assertSame(edge.path("stats"), database.row(CALLS_AS_SENT));
    assertThat(graph.at("/nodes/0/name").asText()).isEqualTo("cart");
    GrpcCall.assertStats(graph.at("/nodes/0/stats"), EVERY_STATUS);
    assertThat(graph.at("/nodes/0/health").asText()).isEqualTo("failing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "server"})
  void callsOfGrpcHaveTheSameNumbersWhicheverSideCounts(String reporter) {
    database.grpcCalls(reporter, now.minusSeconds(60), EVERY_STATUS);

    for (String window : List.of("5m", "7d", "30d")) {
      JsonNode edge = edge(client.get("/api/v1/graph?window=" + window), "web", "cart");
      assertThat(edge.path("reporter").asText()).isEqualTo(reporter);
      GrpcCall.assertStats(edge.path("stats"), EVERY_STATUS);
    }
  }

  @Test
  void serviceShowsItsMethodsAndEachStatusThatIsAnErrorToTheCaller() {
    List<GrpcCall> gets = new ArrayList<>();
    for (int i = 1; i <= 40; i++) {
      gets.add(new GrpcCall("web", "cart", "shop.Cart/Get", "OK", 0.001 * i, 5, 50));
    }
    database.grpcCalls("client", now.minusSeconds(60), EVERY_STATUS);
    database.grpcCalls("client", now, gets);

    JsonNode detail = client.get("/api/v1/services/cart?window=5m");

    List<GrpcCall> all = new ArrayList<>(EVERY_STATUS);
    all.addAll(gets);
    GrpcCall.assertStats(detail.at("/service/inbound"), all);
    assertThat(detail.path("routes"))
        .extracting(r -> r.path("method").asText() + " " + r.path("route").asText())
        .containsExactly("POST " + ADD, "POST shop.Cart/Get");
    GrpcCall.assertStats(detail.at("/routes/0/stats"), EVERY_STATUS);
    GrpcCall.assertStats(detail.at("/routes/1/stats"), gets);
    List<String> expected =
        EVERY_STATUS.stream().map(call -> call.errorType("client")).distinct().sorted().toList();
    assertThat(detail.at("/routes/0/statuses"))
        .extracting(s -> s.path("errorType").asText())
        .containsExactlyElementsOf(expected);
    assertThat(detail.at("/callers/0/source").asText()).isEqualTo("web");
    GrpcCall.assertStats(detail.at("/callers/0/stats"), all);
    JsonNode caller = client.get("/api/v1/services/web?window=5m");
    GrpcCall.assertStats(caller.at("/service/outbound"), all);
    assertThat(caller.at("/dependencies/0/destination").asText()).isEqualTo("cart");
  }

  @Test
  void connectionsAreRequestsWithoutLatencyAndTheirBytesCount() {
    Connection query = Connection.of("cart", "db", 300, 9_000);
    List<Connection> connections =
        List.of(query, query.encrypted(), query.withError("reset"), query);
    database.connections("server", now.minusSeconds(60), connections);

    JsonNode graph = client.get("/api/v1/graph?window=5m");

    JsonNode edge = edge(graph, "cart", "db");
    assertThat(edge.path("reporter").asText()).isEqualTo("server");
    assertThat(edge.path("protocols")).extracting(JsonNode::asText).containsExactly("tcp");
    assertThat(edge.path("encryptedRequests").asLong()).isEqualTo(1);
    JsonNode stats = edge.path("stats");
    assertSame(stats, database.row(CONNECTIONS_AS_SENT));
    assertThat(stats.path("requests").asLong()).isEqualTo(4);
    assertThat(stats.path("errors").asLong()).isEqualTo(1);
    assertThat(stats.path("errorRatio").asDouble()).isEqualTo(0.25);
    assertThat(stats.path("requestBytes").asLong()).isEqualTo(1_200);
    assertThat(stats.path("responseBytes").asLong()).isEqualTo(36_000);
    for (String latency : List.of("p50Millis", "p90Millis", "p99Millis", "maxMillis")) {
      assertThat(stats.path(latency).isNull()).as(latency).isTrue();
    }
    JsonNode detail = client.get("/api/v1/services/db?window=5m");
    assertThat(detail.at("/service/inbound")).isEqualTo(stats);
    assertThat(detail.path("routes")).hasSize(1);
    assertThat(detail.at("/routes/0/stats")).isEqualTo(stats);
    assertThat(detail.at("/routes/0/statuses"))
        .extracting(s -> s.path("errorType").asText() + " " + s.path("requests"))
        .containsExactly(" 3", "reset 1");
  }

  @Test
  void bytesOfConnectionsAreCountedOnceWhereBothProxiesReport() {
    List<Connection> connections = List.of(Connection.of("cart", "db", 300, 9_000));
    database.connections("server", now.minusSeconds(60), connections);
    database.connections("client", now.minusSeconds(60), connections);

    JsonNode edge = edge(client.get("/api/v1/graph?window=5m"), "cart", "db");

    assertThat(edge.path("reporter").asText()).isEqualTo("client");
    assertSame(edge.path("stats"), database.row(CONNECTIONS_AS_SENT));
    assertThat(edge.at("/stats/requests").asLong()).isEqualTo(1);
    assertThat(edge.at("/stats/requestBytes").asLong()).isEqualTo(300);
    assertThat(edge.at("/stats/responseBytes").asLong()).isEqualTo(9_000);
  }

  @Test
  void bytesOfAConnectionCountInTheIntervalsInWhichTheyWent() {
    Connection open = Connection.of("cart", "db", 10, 1_000);
    database.connectionBytes("client", now.minusSeconds(120), List.of(open));
    database.connectionBytes("client", now.minusSeconds(60), List.of(open));
    database.connections("client", now, List.of(open));

    JsonNode series =
        client.get("/api/v1/series?source=cart&destination=db&window=5m&step=1m").path("points");

    assertThat(Calls.sum(series, "/stats/responseBytes")).isEqualTo(3_000);
    assertThat(Calls.sum(series, "/stats/requests")).isEqualTo(1);
    assertThat(series)
        .filteredOn(point -> point.at("/stats/responseBytes").asLong() > 0)
        .extracting(point -> point.at("/stats/requests") + " " + point.at("/stats/responseBytes"))
        .containsExactly("0 1000", "0 1000", "1 1000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "server"})
  void edgeOfConnectionsThatAreAllStillOpenIsShownWithItsBytes(String reporter) {
    List<Connection> open = List.of(Connection.of("cart", "db", 300, 9_000).encrypted());
    database.connectionBytes("server", now, open);
    if (reporter.equals("client")) {
      database.connectionBytes("client", now, open);
    }

    JsonNode graph = client.get("/api/v1/graph?window=5m");

    JsonNode edge = edge(graph, "cart", "db");
    assertThat(edge.path("reporter").asText()).isEqualTo(reporter);
    assertThat(edge.path("protocols")).extracting(JsonNode::asText).containsExactly("tcp");
    assertThat(edge.path("tlsVersions")).extracting(JsonNode::asText).containsExactly("1.3");
    assertThat(edge.at("/stats/requests").asLong()).isZero();
    assertThat(edge.at("/stats/requestBytes").asLong()).isEqualTo(300);
    assertThat(edge.at("/stats/responseBytes").asLong()).isEqualTo(9_000);
    assertThat(graph.at("/nodes/1/health").asText()).isEqualTo("idle");
    JsonNode detail = client.get("/api/v1/services/db?window=5m");
    assertThat(detail.at("/service/inbound/responseBytes").asLong()).isEqualTo(9_000);
    assertThat(detail.at("/routes/0/statuses")).isEmpty();
    JsonNode row = client.get("/api/v1/reports/traffic?window=5m").at("/rows/0");
    assertThat(row.path("requests").asLong()).isZero();
    assertThat(row.path("responseBytes").asLong()).isEqualTo(9_000);
  }

  @Test
  void requestsThatEndedDecideWhoseCountIsTakenBeforeBytesDo() {
    database.calls("server", now, Calls.random("web", "cart", 20));
    database.connectionBytes("client", now, List.of(Connection.of("web", "cart", 1, 1)));

    JsonNode edge = edge(client.get("/api/v1/graph?window=5m"), "web", "cart");

    assertThat(edge.path("reporter").asText()).isEqualTo("server");
    assertThat(edge.at("/stats/requests").asLong()).isEqualTo(20);
  }

  @Test
  void reportHasARowForEachProtocolOfAnEdge() {
    List<Call> requests = Calls.random("web", "cart", 30);
    Connection raw = Connection.of("web", "cart", 70, 7_000);
    database.calls("client", now, requests);
    database.grpcCalls("client", now, EVERY_STATUS);
    database.connections("client", now, List.of(raw, raw.encrypted(), raw.withError("reset")));

    JsonNode report = client.get("/api/v1/reports/traffic?window=5m");

    assertThat(report.path("rows"))
        .extracting(
            r ->
                String.join(
                    " ",
                    r.path("protocol").asText(),
                    r.path("tlsVersion").asText(),
                    r.path("requests").asText(),
                    r.path("errors").asText(),
                    r.path("requestBytes").asText(),
                    r.path("responseBytes").asText()))
        .containsExactly(
            "grpc  18 7 1537 15300",
            "http/1.1  30 %d 300 %d".formatted(Calls.errors(requests), responseBytes(requests)),
            "tcp  2 1 140 14000",
            "tcp 1.3 1 0 70 7000");
    JsonNode edge = edge(client.get("/api/v1/graph?window=5m"), "web", "cart");
    assertThat(edge.path("protocols"))
        .extracting(JsonNode::asText)
        .containsExactly("grpc", "http/1.1", "tcp");
    for (String name : List.of("requests", "errors", "requestBytes", "responseBytes")) {
      assertThat(edge.path("stats").path(name)).isEqualTo(report.path("totals").path(name));
    }
    assertThat(report.at("/totals/encryptedRequests").asLong()).isEqualTo(1);
    assertThat(client.ask("/api/v1/reports/traffic?window=5m&format=csv").text())
        .contains(",web,cart,client,grpc,no,,18,7,1537,15300,")
        .contains(",web,cart,client,tcp,yes,1.3,1,0,70,7000,");
  }

  private static long responseBytes(List<Call> calls) {
    return calls.stream().mapToLong(Call::responseBytes).sum();
  }
}
