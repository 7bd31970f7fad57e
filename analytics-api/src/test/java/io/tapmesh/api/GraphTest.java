package io.tapmesh.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tapmesh.api.fixture.Call;
import io.tapmesh.api.fixture.Calls;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphTest extends ApiTest {

  @Test
  void isEmptyWithoutTraffic() {
    JsonNode graph = client.get("/api/v1/graph");
    assertThat(graph.path("nodes")).isEmpty();
    assertThat(graph.path("edges")).isEmpty();
  }

  @Test
  void countsEachRequestOnceWhereBothProxiesReport() {
    List<Call> calls = Calls.random("front", "cart", 5_000);
    database.calls("client", now.minusSeconds(60), calls);
    database.calls("server", now.minusSeconds(60), calls);

    JsonNode graph = client.get("/api/v1/graph?window=5m");

    assertThat(graph.path("edges")).hasSize(1);
    JsonNode edge = graph.at("/edges/0");
    assertThat(edge.path("reporter").asText()).isEqualTo("client");
    assertThat(edge.path("protocols")).extracting(JsonNode::asText).containsExactly("http/1.1");
    Calls.assertStats(edge.path("stats"), calls);
    Calls.assertStats(graph.at("/nodes/0/stats"), calls);
  }

  @Test
  void takesTheCalleesCountOfCallersWithoutProxy() {
    List<Call> calls = Calls.random("external", "front", 100);
    database.calls("server", now.minusSeconds(50), calls);

    JsonNode graph = client.get("/api/v1/graph?window=5m");

    assertThat(graph.at("/edges/0/source").asText()).isEqualTo("external");
    assertThat(graph.at("/edges/0/reporter").asText()).isEqualTo("server");
    Calls.assertStats(graph.at("/edges/0/stats"), calls);
    assertThat(graph.at("/nodes/0/kind").asText()).isEqualTo("external");
    assertThat(graph.at("/nodes/0/health").asText()).isEqualTo("idle");
    assertThat(graph.at("/nodes/0/stats/p50Millis").isNull()).isTrue();
    assertThat(graph.at("/nodes/1/kind").asText()).isEqualTo("service");
  }

  @Test
  void choosesTheReporterForTheWholeWindowAndNotForEachInterval() {
    // The caller's proxy came up later: what it did not see is not filled up from the other side.
    database.calls("server", now.minusSeconds(240), Calls.random("front", "cart", 30));
    List<Call> seenByBoth = Calls.random("front", "cart", 20);
    database.calls("server", now.minusSeconds(60), seenByBoth);
    database.calls("client", now.minusSeconds(60), seenByBoth);

    JsonNode edge = client.get("/api/v1/graph?window=5m").at("/edges/0");

    assertThat(edge.path("reporter").asText()).isEqualTo("client");
    assertThat(edge.at("/stats/requests").asLong()).isEqualTo(20);
  }

  @Test
  void judgesHealthByTheShareOfErrors() {
    List<Call> calls = new ArrayList<>();
    for (int errors : new int[] {0, 1, 5}) {
      for (int i = 0; i < 100; i++) {
        Call call = Call.of("front", "with" + errors, 0.001);
        calls.add(i < errors ? call.withStatus(500) : call);
      }
    }
    calls.add(Call.of("front", "x", 0.001).withStatus(404));
    database.calls("client", now, calls);

    JsonNode nodes = client.get("/api/v1/graph?window=1m").path("nodes");

    assertThat(nodes)
        .extracting(n -> n.path("name").asText() + " " + n.path("health").asText())
        .containsExactly("front idle", "with0 ok", "with1 degraded", "with5 failing", "x ok");
  }

  @Test
  void countsAnExchangeWithoutHonestStatusAsError() {
    database.calls(
        "client",
        now,
        List.of(
            Call.of("front", "cart", 0.001).withError("connection_refused"),
            Call.of("front", "cart", 0.001)));
    JsonNode stats = client.get("/api/v1/graph?window=1m").at("/edges/0/stats");
    assertThat(stats.path("errors").asLong()).isEqualTo(1);
    assertThat(stats.path("errorRatio").asDouble()).isEqualTo(0.5);
  }

  @Test
  void saysWhichPartWasEncrypted() {
    database.calls(
        "client",
        now,
        List.of(
            Call.of("front", "cart", 0.001).encrypted(),
            Call.of("front", "cart", 0.001).encrypted(),
            Call.of("front", "cart", 0.001)));
    JsonNode edge = client.get("/api/v1/graph?window=1m").at("/edges/0");
    assertThat(edge.path("encryptedRequests").asLong()).isEqualTo(2);
    assertThat(edge.path("tlsVersions")).extracting(JsonNode::asText).containsExactly("1.3");
  }

  @Test
  void alignsOutwardAndDividesByWhatIsCovered() {
    database.calls("client", now.minusSeconds(30), Calls.random("front", "cart", 700));

    JsonNode graph = client.get("/api/v1/graph?window=1m");

    // 7.5 s into a minute: the window starts 7.5 s earlier than asked for and ends now.
    Instant from = now.minusMillis(67_500);
    assertThat(graph.at("/window/from").asText()).isEqualTo(from.toString());
    assertThat(graph.at("/window/to").asText()).isEqualTo(now.toString());
    assertThat(graph.at("/edges/0/stats/requestsPerSecond").asDouble())
        .isCloseTo(700 / 67.5, org.assertj.core.data.Offset.offset(1e-9));
  }

  @Test
  void answersFromEveryResolutionWithTheSameCounts() {
    List<Call> calls = Calls.random("front", "cart", 321);
    database.calls("client", now.minusSeconds(100), calls);
    for (String window : List.of("1h", "6h", "7d", "30d", "400d")) {
      JsonNode graph = client.get("/api/v1/graph?window=" + window);
      Calls.assertStats(graph.at("/edges/0/stats"), calls);
    }
    assertThat(client.get("/api/v1/graph?window=1h").at("/window/resolutionSeconds").asInt())
        .isEqualTo(10);
    assertThat(client.get("/api/v1/graph?window=7d").at("/window/resolutionSeconds").asInt())
        .isEqualTo(60);
    assertThat(client.get("/api/v1/graph?window=8d").at("/window/resolutionSeconds").asInt())
        .isEqualTo(3600);
  }

  @Test
  void leavesOutWhatLiesBeforeOrAfterTheWindow() {
    database.calls("client", now.minusSeconds(200), Calls.random("front", "cart", 3));
    database.calls("client", now.minusSeconds(100), Calls.random("front", "cart", 5));
    database.calls("client", now.minusSeconds(20), Calls.random("front", "cart", 7));
    JsonNode graph =
        client.get("/api/v1/graph?from=" + now.minusSeconds(120) + "&to=" + now.minusSeconds(60));
    assertThat(graph.at("/edges/0/stats/requests").asLong()).isEqualTo(5);
  }
}
