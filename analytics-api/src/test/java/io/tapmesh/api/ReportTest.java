package io.tapmesh.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tapmesh.api.fixture.ApiClient;
import io.tapmesh.api.fixture.Call;
import io.tapmesh.api.fixture.Calls;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest extends ApiTest {

  @Test
  void hasTheTotalsOfTheGraphOfTheSameWindow() {
    for (String destination : List.of("cart", "catalog", "payment")) {
      List<Call> calls = Calls.random("front", destination, destination.length() * 31);
      database.calls("client", now.minusSeconds(40), calls);
      database.calls("server", now.minusSeconds(40), calls.subList(0, 20));
      database.calls("client", now, calls.stream().map(Call::encrypted).toList());
    }
    database.calls("server", now, Calls.random("external", "front", 50));
    for (String window : List.of("window=5m", "window=30d", "from=" + now.minusSeconds(200))) {
      JsonNode report = client.get("/api/v1/reports/traffic?" + window);
      JsonNode graph = client.get("/api/v1/graph?" + window);
      assertThat(report.path("window")).isEqualTo(graph.path("window"));
      assertThat(report.at("/totals/requests").asLong())
          .isEqualTo(2 * 31 * (4 + 7 + 7) + 50)
          .isEqualTo(sum(graph, "/stats/requests"));
      assertThat(report.at("/totals/errors").asLong()).isEqualTo(sum(graph, "/stats/errors"));
      assertThat(report.at("/totals/requestBytes").asLong())
          .isEqualTo(sum(graph, "/stats/requestBytes"));
      assertThat(report.at("/totals/responseBytes").asLong())
          .isEqualTo(sum(graph, "/stats/responseBytes"));
      assertThat(report.at("/totals/encryptedRequests").asLong())
          .isEqualTo(31 * (4 + 7 + 7))
          .isEqualTo(sum(graph, "/encryptedRequests"));
    }
  }

  @Test
  void tellsApartWhatWasEncrypted() {
    Call call = Call.of("front", "cart", 0.001);
    database.calls("client", now.minusSeconds(100), List.of(call.encrypted(), call.encrypted()));
    database.calls("client", now, List.of(call));

    JsonNode rows = client.get("/api/v1/reports/traffic?window=5m").path("rows");

    assertThat(rows).hasSize(2);
    assertThat(rows.at("/0/encrypted").asBoolean()).isFalse();
    assertThat(rows.at("/0/lastSeen").asText()).isEqualTo(now.toString());
    assertThat(rows.at("/1/encrypted").asBoolean()).isTrue();
    assertThat(rows.at("/1/tlsVersion").asText()).isEqualTo("1.3");
    assertThat(rows.at("/1/requests").asLong()).isEqualTo(2);
    assertThat(rows.at("/1/firstSeen").asText()).isEqualTo(now.minusMillis(107_500).toString());
    assertThat(rows.at("/1/lastSeen").asText()).isEqualTo(now.minusMillis(97_500).toString());
  }

  @Test
  void writesCsvThatSpreadsheetsNeitherBreakNorRun() {
    database.calls(
        "client",
        now,
        List.of(
            Call.of("=HYPERLINK(\"http://x\")", "a,b", 0.001),
            Call.of("@SUM(1)", "two\r\nlines", 0.001),
            Call.of("plain", "-1", 0.001)));

    ApiClient.Answer csv = client.ask("/api/v1/reports/traffic?window=5m&format=csv");

    assertThat(csv.status()).isEqualTo(200);
    assertThat(csv.header("Content-Type")).startsWith("text/csv");
    assertThat(csv.header("Content-Disposition"))
        .matches("attachment; filename=\"tapmesh-traffic_\\d{8}T\\d{6}Z_\\d{8}T\\d{6}Z.csv\"");
    assertThat(csv.text())
        .startsWith("period_from,period_to,source,")
        .contains(",\"'=HYPERLINK(\"\"http://x\"\")\",\"a,b\",client,http/1.1,no,,1,0,")
        .contains(",'@SUM(1),\"two\r\nlines\",client,")
        .contains(",plain,'-1,client,")
        .endsWith(",unknown\r\n");
  }

  @Test
  void choosesTheFormByAcceptUnlessTold() {
    String path = "/api/v1/reports/traffic";
    assertThat(client.ask(path, "Accept", "text/csv").header("Content-Type"))
        .startsWith("text/csv");
    assertThat(client.ask(path, "Accept", "*/*").header("Content-Type"))
        .isEqualTo("application/json");
    assertThat(client.ask(path, "Accept", "application/json;q=0.2, text/*").header("Content-Type"))
        .startsWith("text/csv");
    assertThat(client.ask(path + "?format=json", "Accept", "text/csv").header("Content-Type"))
        .isEqualTo("application/json");
    assertThat(client.ask(path, "Accept", "image/png").status()).isEqualTo(406);
    assertThat(client.ask(path + "?format=xml").status()).isEqualTo(400);
  }

  private static long sum(JsonNode graph, String pointer) {
    long sum = 0;
    for (JsonNode edge : graph.path("edges")) {
      sum += edge.at(pointer).asLong();
    }
    return sum;
  }
}
