package io.tapmesh.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tapmesh.api.fixture.ApiClient.Answer;
import org.junit.jupiter.api.Test;

class HealthTest extends ApiTest {

  @Test
  void isOkOnceACollectorReports() {
    Answer before = client.ask("/api/v1/health");
    assertThat(before.status()).isEqualTo(503);
    assertThat(before.json().at("/parts/1/name").asText()).isEqualTo("collector");
    assertThat(before.json().at("/parts/1/status").asText()).isEqualTo("failing");

    database.storedThrough(now.minusSeconds(1), now.minusSeconds(2));

    JsonNode health = client.get("/api/v1/health");
    assertThat(health.path("status").asText()).isEqualTo("ok");
    assertThat(health.at("/completeness/state").asText()).isEqualTo("complete");
    assertThat(health.at("/parts/0/detail").asText()).startsWith("ClickHouse 2");
  }

  @Test
  void isReadyWithTablesWhetherOrNotACollectorReports() {
    assertThat(client.ask("/livez").text()).isEqualTo("ok\n");
    assertThat(client.ask("/readyz").status()).isEqualTo(200);
  }

  @Test
  void countsRequestsAndStatements() {
    client.get("/api/v1/graph");
    client.get("/api/v1/services");
    client.ask("/api/v1/services/nobody");
    client.ask("/api/v1/graph?x=1");
    client.ask("/nowhere.png");
    String metrics = client.ask("/metrics").text();
    assertThat(metrics)
        .contains("tapmesh_api_requests_total{path=\"/api/v1/graph\",status=\"200\"} 1\n")
        .contains("tapmesh_api_requests_total{path=\"/api/v1/graph\",status=\"400\"} 1\n")
        .contains(
            "tapmesh_api_requests_total{path=\"/api/v1/services/{service}\",status=\"404\"} 1\n")
        .contains("tapmesh_api_requests_total{path=\"/<path>\",status=\"404\"} 1\n")
        .contains("tapmesh_api_queries_total{query=\"edges\",outcome=\"ok\"} 3\n")
        .contains("tapmesh_api_queries_total{query=\"completeness\",outcome=\"ok\"} 2\n")
        .contains("tapmesh_api_queries_in_flight 0\n")
        .containsPattern("tapmesh_api_query_seconds_total\\{query=\"edges\"} [0-9]+\\.[0-9]{6}\n");
    assertThat(client.ask("/metrics").header("Content-Type")).startsWith("text/plain");
  }

  @Test
  void describesItself() {
    Answer answer = client.ask("/api/v1/openapi.yaml");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).startsWith("application/yaml");
    assertThat(answer.text()).startsWith("openapi: 3.1.0");
  }
}
