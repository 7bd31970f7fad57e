package io.tapmesh.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tapmesh.api.fixture.Call;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlosTest extends ApiTest {

  private static final String AVAILABILITY =
      """
      apiVersion: openslo/v1
      kind: SLO
      metadata:
        name: pay-availability
        displayName: Payments answer
      spec:
        service: pay
        indicator:
          spec:
            ratioMetric:
              counter: true
              good:
                metricSource:
                  type: tapmesh
                  spec: {indicator: availability}
              total:
                metricSource:
                  type: tapmesh
        timeWindow:
          - duration: 30d
            isRolling: true
        budgetingMethod: Occurrences
        objectives:
          - target: 0.99
      """;

  @TempDir Path directory;

  @Override
  Path objectives() {
    return directory;
  }

  @Test
  void spendsTheBudgetByExactlyTheShareOfFailedRequests() {
    write("pay.yaml", AVAILABILITY);
    database.calls("client", now.minusSeconds(7_200), calls(1_000, 4));
    database.calls("client", now.minusSeconds(60), calls(200, 20));

    JsonNode objective = client.get("/api/v1/slos").at("/objectives/0");

    assertThat(objective.path("name").asText()).isEqualTo("pay-availability");
    assertThat(objective.path("displayName").asText()).isEqualTo("Payments answer");
    assertThat(objective.path("source").asText()).isEqualTo("pay.yaml:4");
    assertThat(objective.path("target").decimalValue()).isEqualByComparingTo("0.99");
    assertThat(objective.path("events").asLong()).isEqualTo(1_200);
    assertThat(objective.path("badEvents").asLong()).isEqualTo(24);
    assertThat(objective.path("budgetEvents").asDouble()).isEqualTo(12);
    assertThat(objective.path("budgetRemainingRatio").asDouble()).isEqualTo(-1);
    assertBurn(objective, "5m", 200, 20, 10.0);
    assertBurn(objective, "1h", 200, 20, 10.0);
    assertBurn(objective, "6h", 1_200, 24, 2.0);
    assertBurn(objective, "30d", 1_200, 24, 2.0);
  }

  @Test
  void hasItsWholeBudgetAndNoBurnRateWithoutTraffic() {
    write("pay.yaml", AVAILABILITY);
    JsonNode objective = client.get("/api/v1/slos").at("/objectives/0");
    assertThat(objective.path("budgetRemainingRatio").asDouble()).isEqualTo(1);
    assertThat(objective.at("/burnRates/0/burnRate").isNull()).isTrue();
  }

  @Test
  void agreesWithTheGraphOfEachWindow() {
    write("pay.yaml", AVAILABILITY);
    database.calls("server", now.minusSeconds(4_000), calls(300, 30));
    database.calls("client", now.minusSeconds(100), calls(50, 5));
    database.calls("server", now.minusSeconds(100), calls(50, 5));
    JsonNode rates = client.get("/api/v1/slos").at("/objectives/0/burnRates");
    for (JsonNode rate : rates) {
      JsonNode stats =
          client.get("/api/v1/graph?window=" + rate.path("window").asText()).at("/edges/0/stats");
      assertThat(rate.path("events")).isEqualTo(stats.path("requests"));
      assertThat(rate.path("badEvents")).isEqualTo(stats.path("errors"));
    }
  }

  @Test
  void judgesLatencyByThresholdsOfEachObjective() {
    write(
        "latency.yaml",
        """
        apiVersion: openslo/v1
        kind: SLI
        metadata: {name: pay-latency}
        spec:
          thresholdMetric:
            metricSource:
              type: tapmesh
              spec: {indicator: latency, route: "/items/{id}", method: GET}
        ---
        apiVersion: openslo/v1
        kind: SLO
        metadata: {name: pay-fast, displayName: Payments}
        spec:
          service: pay
          indicatorRef: pay-latency
          timeWindow: [{duration: 1w, isRolling: true}]
          budgetingMethod: Occurrences
          objectives:
            - {displayName: fast, op: lte, value: 0.1, targetPercent: 90}
            - {displayName: at all, op: lt, value: 1, target: 0.995}
        """);
    List<Call> calls = new ArrayList<>();
    for (int i = 1; i <= 100; i++) {
      calls.add(Call.of("front", "pay", i * 0.0175));
    }
    calls.add(Call.of("front", "pay", 5).withRoute("POST", "/other"));
    database.calls("client", now.minusSeconds(60), calls);

    JsonNode objectives = client.get("/api/v1/slos").path("objectives");

    assertThat(objectives).hasSize(2);
    JsonNode fast = objectives.get(0);
    assertThat(fast.path("name").asText()).isEqualTo("pay-fast-1");
    assertThat(fast.path("displayName").asText()).isEqualTo("Payments: fast");
    assertThat(fast.path("indicator").asText()).isEqualTo("latency");
    assertThat(fast.path("thresholdMillis").asDouble()).isEqualTo(100);
    assertThat(fast.path("timeWindow").asText()).isEqualTo("1w");
    assertThat(fast.path("events").asLong()).isEqualTo(100);
    // 5 of them take at most 87.5 ms, the next takes 105 ms.
    assertThat(fast.path("badEvents").asLong()).isEqualTo(95);
    assertThat(objectives.at("/1/badEvents").asLong()).isEqualTo(43);
  }

  @Test
  void reportsEveryMistakeWithItsPlaceAndUsesTheRest() {
    write("good.yaml", AVAILABILITY);
    write(
        "bad.yaml",
        AVAILABILITY.replace("pay-availability", "other").replace("0.99", "1.5")
            + "---\n"
            + AVAILABILITY
                .replace("pay-availability", "calendar")
                .replace("isRolling: true", "isRolling: false")
                .replace("Occurrences", "Timeslices")
            + "---\n"
            + AVAILABILITY.replace("pay-availability", "foreign").replace("tapmesh", "prometheus"));
    write("broken.yaml", "kind: [SLO");
    write("twice.yaml", AVAILABILITY);
    write("unknown.yaml", "apiVersion: openslo/v1\nkind: Sloo\nmetadata: {name: x}\nspec: {}\n");

    JsonNode list = client.get("/api/v1/slos");

    assertThat(list.path("objectives"))
        .extracting(o -> o.path("name").asText())
        .containsExactly("pay-availability");
    List<String> problems = new ArrayList<>();
    list.path("problems").forEach(p -> problems.add(p.asText()));
    assertThat(problems)
        .anyMatch(p -> p.contains("value 1.5 (expected: 0 < target < 1), bad.yaml:24:"))
        .anyMatch(p -> p.contains("isRolling") && p.contains("bad.yaml:46:"))
        .anyMatch(p -> p.contains("Timeslices") && p.contains("bad.yaml:47:"))
        .anyMatch(p -> p.contains("prometheus") && p.contains("bad.yaml:64:"))
        .anyMatch(p -> p.contains("broken.yaml:"))
        .anyMatch(
            p -> p.contains("a second SLO \"pay-availability\"") && p.contains("twice.yaml:4"))
        .anyMatch(p -> p.contains("Sloo") && p.contains("unknown.yaml:2"))
        .noneMatch(p -> p.contains("unknown.yaml:4"));
  }

  @Test
  void readsFilesAgainWhenTheyChange() {
    write("pay.yaml", AVAILABILITY);
    assertThat(client.get("/api/v1/slos").path("objectives")).hasSize(1);
    write("more.yaml", AVAILABILITY.replace("pay-availability", "more"));
    Instant deadline = Instant.now().plus(Duration.ofMinutes(2));
    while (client.get("/api/v1/slos").path("objectives").size() < 2) {
      assertThat(Instant.now()).as("the new file is read").isBefore(deadline);
    }
  }

  private static void assertBurn(
      JsonNode objective, String window, long events, long bad, double rate) {
    for (JsonNode burn : objective.path("burnRates")) {
      if (burn.path("window").asText().equals(window)) {
        assertThat(burn.path("events").asLong()).as(window).isEqualTo(events);
        assertThat(burn.path("badEvents").asLong()).as(window).isEqualTo(bad);
        assertThat(burn.path("burnRate").asDouble()).as(window).isEqualTo(rate);
        return;
      }
    }
    throw new AssertionError("no burn rate of " + window);
  }

  private static List<Call> calls(int count, int errors) {
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Call call = Call.of("front", "pay", 0.01);
      calls.add(i < errors ? call.withStatus(500) : call);
    }
    return calls;
  }

  private void write(String name, String text) {
    try {
      Path file = Files.writeString(directory.resolve(name), text, UTF_8);
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
