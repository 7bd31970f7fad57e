package io.tapmesh.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tapmesh.api.fixture.ApiClient;
import io.tapmesh.api.fixture.Call;
import io.tapmesh.api.fixture.Calls;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class SeriesTest extends ApiTest {

  @Test
  void hasAPointForEachStepAlsoWithoutTraffic() {
    List<Call> calls = Calls.random("front", "cart", 50);
    database.calls("client", now.minusSeconds(57), calls);

    JsonNode series = client.get("/api/v1/series?service=cart&window=5m&step=1m");

    assertThat(series.path("stepSeconds").asInt()).isEqualTo(60);
    JsonNode points = series.path("points");
    assertThat(points).hasSize(6);
    for (int i = 0; i < points.size(); i++) {
      assertThat(Instant.parse(points.at("/" + i + "/at").asText()))
          .isEqualTo(now.minusMillis(7_500).minusSeconds(60L * (5 - i)));
      if (i != 4) {
        assertThat(points.at("/" + i + "/stats/requests").asLong()).isZero();
        assertThat(points.at("/" + i + "/stats/p99Millis").isNull()).isTrue();
      }
    }
    Calls.assertStats(points.at("/4/stats"), calls);
    assertThat(points.at("/4/stats/requestsPerSecond").asDouble()).isEqualTo(50 / 60.0);
  }

  @Test
  void choosesStepsOfAboutAHundredPoints() {
    for (String window : List.of("15m", "1h", "6h", "1d", "7d", "30d", "90d", "400d")) {
      JsonNode series = client.get("/api/v1/series?service=cart&window=" + window);
      assertThat(series.path("points")).as(window).hasSizeBetween(60, 122);
    }
    JsonNode shortest = client.get("/api/v1/series?service=cart&window=1m");
    assertThat(shortest.path("stepSeconds").asInt()).isEqualTo(10);
  }

  @Test
  void followsAnEdgeARouteAndAMethod() {
    Call get = Call.of("front", "cart", 0.001);
    database.calls(
        "client",
        now,
        List.of(get, get, get, get.withRoute("POST", "/carts"), get.withRoute("PUT", "/carts")));
    database.calls("client", now, List.of(Call.of("admin", "cart", 0.001)));
    assertThat(total("service=cart")).isEqualTo(6);
    assertThat(total("source=front&destination=cart")).isEqualTo(5);
    assertThat(total("service=cart&route=/carts")).isEqualTo(2);
    assertThat(total("service=cart&route=/carts&method=PUT")).isEqualTo(1);
    assertThat(total("source=front&destination=cart&method=GET")).isEqualTo(3);
    assertThat(total("service=cart&route=")).isZero();
  }

  @Test
  void givesTheLastStepTheRateOfThePartThatHasPassed() {
    database.calls("client", now, Calls.random("front", "cart", 30));
    // The step of one hour began 50 minutes and 7.5 seconds ago.
    JsonNode points = client.get("/api/v1/series?service=cart&window=5h&step=1h").path("points");
    assertThat(points.get(points.size() - 1).at("/stats/requestsPerSecond").asDouble())
        .isEqualTo(30 / 3007.5);
  }

  @Test
  void saysWhatASeriesNeeds() {
    assertProblem("", "service");
    assertProblem("?service=cart&source=front&destination=cart", "service");
    assertProblem("?source=front", "destination");
    assertProblem("?destination=front", "source");
    assertProblem("?service=cart&step=7s", "step");
    assertProblem("?service=cart&step=90s", "step");
    assertProblem("?service=cart&step=10s&window=30d", "step");
    assertProblem("?service=cart&step=1m&window=100d", "step");
    assertProblem("?service=cart&step=0s", "step");
    assertProblem("?service=cart&step=10s&window=6h", "step");
  }

  private void assertProblem(String query, String parameter) {
    ApiClient.Answer answer = client.ask("/api/v1/series" + query);
    assertThat(answer.status()).as(query).isEqualTo(400);
    assertThat(answer.json().path("errors"))
        .as(query)
        .extracting(e -> e.path("parameter").asText())
        .containsExactly(parameter);
  }

  private long total(String query) {
    JsonNode points = client.get("/api/v1/series?window=5m&" + query).path("points");
    return StreamSupport.stream(points.spliterator(), false)
        .mapToLong(p -> p.at("/stats/requests").asLong())
        .sum();
  }
}
