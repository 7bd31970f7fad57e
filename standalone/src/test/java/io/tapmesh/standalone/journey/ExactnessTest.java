package io.tapmesh.standalone.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tapmesh.embedded.clickhouse.ClickHouseOptions;
import io.tapmesh.embedded.clickhouse.EmbeddedClickHouse;
import io.tapmesh.embedded.kafka.EmbeddedKafka;
import io.tapmesh.embedded.kafka.KafkaOptions;
import io.tapmesh.proxy.ProxyConfig;
import io.tapmesh.proxy.TapProxy;
import io.tapmesh.standalone.console.Console;
import io.tapmesh.standalone.mesh.DataDirectory;
import io.tapmesh.standalone.mesh.Mesh;
import io.tapmesh.standalone.mesh.MeshOptions;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The instrument against counts that are not its own: a stranger's load generator, the
 * application's counter, and the raw spans.
 */
@Tag("slow")
class ExactnessTest {

  private static final int REQUESTS = 20_000;

  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  @TempDir Path directory;

  private URI engine;

  @Test
  void theApisEdgeShowsExactlyWhatTheLoadGeneratorAndTheSpansShow() throws Exception {
    Instant start = Instant.now();
    Path objectives = Files.createDirectories(directory.resolve("objectives"));
    try (DataDirectory data = DataDirectory.take(directory.resolve("data"));
        FailingApplication application = new FailingApplication();
        EmbeddedKafka kafka = EmbeddedKafka.start(KafkaOptions.in(data.path("kafka")));
        EmbeddedClickHouse clickHouse =
            EmbeddedClickHouse.start(ClickHouseOptions.in(data.path("clickhouse")));
        Mesh mesh = Mesh.start(options(kafka, clickHouse, objectives), data, console())) {
      engine = clickHouse.httpUri();
      TapProxy callee = TapProxy.start(callee(kafka, application));
      TapProxy caller = TapProxy.start(caller(kafka, callee));
      URI target = URI.create("http:/" + caller.outboundAddress(0) + "/items/4711");

      Map<Integer, Long> seen = Hey.run(REQUESTS, 32, target);

      assertThat(seen).containsOnlyKeys(200, 500);
      assertThat(seen.get(200) + seen.get(500)).isEqualTo(REQUESTS);
      assertThat(application.requests()).isEqualTo(REQUESTS);
      caller.close();
      callee.close();
      assertThat(mesh.awaitCaughtUp(Duration.ofMinutes(3))).isTrue();

      assertThat(caller.spanCounts().ended()).isEqualTo(REQUESTS);
      assertThat(callee.spanCounts().ended()).isEqualTo(REQUESTS);
      assertThat(query("SELECT count() FROM otel_traces")).isEqualTo(2L * REQUESTS);
      assertThat(query("SELECT uniqExact(SpanId) FROM otel_traces")).isEqualTo(2L * REQUESTS);

      JsonNode edge = edge(mesh, start, "web", "catalog");
      assertThat(edge.at("/reporter").asText()).isEqualTo("client");
      assertThat(edge.at("/protocols/0").asText()).isEqualTo("http/1.1");
      assertThat(edge.at("/stats/requests").asLong()).isEqualTo(REQUESTS);
      assertThat(edge.at("/stats/errors").asLong()).isEqualTo(seen.get(500));
      assertThat(edge.at("/stats/responseBytes").asLong()).isEqualTo(13L * REQUESTS);
      assertPercentile(edge, "p50Millis", 0.5);
      assertPercentile(edge, "p90Millis", 0.9);
      assertPercentile(edge, "p99Millis", 0.99);

      JsonNode report = get(mesh, "/api/v1/reports/traffic", start);
      assertThat(report.at("/totals/requests").asLong()).isEqualTo(REQUESTS);
      assertThat(report.at("/totals/errors").asLong()).isEqualTo(seen.get(500));
      assertThat(report.at("/completeness/state").asText()).isEqualTo("complete");
    }
  }

  private void assertPercentile(JsonNode edge, String field, double level)
      throws IOException, InterruptedException {
    double raw =
        query(
                "SELECT toUInt64(quantileExact("
                    + level
                    + ")(Duration)) FROM otel_traces WHERE SpanKind = 'Client'")
            / 1e6;
    assertThat(edge.at("/stats/" + field).asDouble())
        .as(field)
        .isCloseTo(raw, Percentage.withPercentage(2))
        .isNotCloseTo(0, within(1e-9));
  }

  private JsonNode edge(Mesh mesh, Instant from, String source, String destination)
      throws IOException, InterruptedException {
    JsonNode graph = get(mesh, "/api/v1/graph", from);
    return StreamSupport.stream(graph.at("/edges").spliterator(), false)
        .filter(edge -> edge.at("/source").asText().equals(source))
        .filter(edge -> edge.at("/destination").asText().equals(destination))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no such edge in " + graph));
  }

  private JsonNode get(Mesh mesh, String path, Instant from)
      throws IOException, InterruptedException {
    return json.readTree(fetch(mesh.uri().resolve(path + "?from=" + from)));
  }

  /** Straight to the database, past everything that is under test. */
  private long query(String sql) throws IOException, InterruptedException {
    String parameters =
        "/?database=tapmesh&query=" + URLEncoder.encode(sql, StandardCharsets.UTF_8);
    return Long.parseLong(fetch(engine.resolve(parameters)).strip());
  }

  private static MeshOptions options(
      EmbeddedKafka kafka, EmbeddedClickHouse clickHouse, Path objectives) {
    return new MeshOptions(
        0, kafka.bootstrapServers(), 0, clickHouse.httpUri().toString(), 0, objectives);
  }

  private static Console console() {
    return new Console(System.out, false);
  }

  private String fetch(URI uri) throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }

  private static ProxyConfig callee(EmbeddedKafka kafka, FailingApplication application) {
    return ProxyConfig.parse(
        """
        apiVersion: tapmesh.io/v1
        kind: TapProxy
        metadata: {name: catalog}
        spec:
          admin: {listen: "127.0.0.1:0"}
          inbound:
            - listen: 127.0.0.1:0
              application: 127.0.0.1:%d
              routes: [{path: "/items/{id}"}]
          telemetry:
            kafka: {bootstrapServers: "%s"}
            metricsInterval: 1s
        """
            .formatted(application.port(), kafka.bootstrapServers()),
        "callee.yaml");
  }

  private static ProxyConfig caller(EmbeddedKafka kafka, TapProxy callee) {
    return ProxyConfig.parse(
        """
        apiVersion: tapmesh.io/v1
        kind: TapProxy
        metadata: {name: web}
        spec:
          admin: {listen: "127.0.0.1:0"}
          outbound:
            - listen: 127.0.0.1:0
              service: catalog
              endpoints: ["127.0.0.1:%d"]
              routes: [{path: "/items/{id}"}]
          telemetry:
            kafka: {bootstrapServers: "%s"}
            metricsInterval: 1s
        """
            .formatted(callee.inboundAddress(0).getPort(), kafka.bootstrapServers()),
        "caller.yaml");
  }
}
