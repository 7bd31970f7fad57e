package io.tapmesh.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tapmesh.api.fixture.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GraphTest extends ApiTest {

  @Test
  void isEmptyWithoutTraffic() {
    JsonNode graph = client.get("/api/v1/graph");
    assertThat(graph.path("nodes")).isEmpty();
    assertThat(graph.path("edges")).isEmpty();
    assertThat(graph.at("/window/resolutionSeconds").asInt()).isEqualTo(10);
  }

  @Test
  void countsEachRequestOnceWhereBothProxiesReport() {
    List<Call> calls = randomCalls("front", "cart", 5_000);
    database.calls("client", now.minusSeconds(60), calls);
    database.calls("server", now.minusSeconds(60), calls);
    database.calls("server", now.minusSeconds(50), randomCalls("external", "front", 100));

    JsonNode graph = client.get("/api/v1/graph?window=5m");

    assertThat(graph.path("edges")).hasSize(2);
    JsonNode outside = graph.at("/edges/0");
    assertThat(outside.path("source").asText()).isEqualTo("external");
    assertThat(outside.path("reporter").asText()).isEqualTo("server");
    JsonNode edge = graph.at("/edges/1");
    assertThat(edge.path("reporter").asText()).isEqualTo("client");
    assertThat(edge.at("/stats/requests").asLong()).isEqualTo(calls.size());
    assertThat(edge.at("/stats/errors").asLong())
        .isEqualTo(calls.stream().filter(Call::isError).count());
    assertThat(edge.at("/stats/responseBytes").asLong())
        .isEqualTo(calls.stream().mapToLong(Call::responseBytes).sum());
    assertThat(edge.path("protocols")).extracting(JsonNode::asText).containsExactly("http/1.1");
    assertPercentiles(edge.path("stats"), calls);
  }

  private static void assertPercentiles(JsonNode stats, List<Call> calls) {
    double[] millis = calls.stream().mapToDouble(c -> c.seconds() * 1e3).sorted().toArray();
    for (int percent : new int[] {50, 90, 99}) {
      double truth = millis[(int) Math.ceil(percent / 100.0 * millis.length) - 1];
      double answer = stats.path("p" + percent + "Millis").asDouble();
      assertThat(Math.abs(answer - truth) / truth)
          .as("p%d: %f, truth %f", percent, answer, truth)
          .isLessThan(0.01);
    }
    assertThat(stats.path("maxMillis").asDouble())
        .isBetween(millis[millis.length - 1] - 1e-3, millis[millis.length - 1] + 1e-3);
  }

  private static List<Call> randomCalls(String source, String destination, int count) {
    Random random = new Random(7);
    return Stream.generate(
            () -> {
              double seconds = 0.002 * Math.exp(1.5 * random.nextGaussian());
              Call call = Call.of(source, destination, seconds);
              return random.nextInt(20) == 0 ? call.withStatus(503) : call;
            })
        .limit(count)
        .collect(java.util.stream.Collectors.toCollection(ArrayList::new));
  }
}
