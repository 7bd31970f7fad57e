package io.tapmesh.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole of it: a demo runs until its incident shows; then {@code up} is started on the same
 * data, and what its API says is compared with what visitors and services counted themselves.
 */
@Tag("slow")
class DemoTest {

  private static final Duration START = Duration.ofSeconds(150);
  private static final Duration FIRST_EDGES = Duration.ofMinutes(3);
  private static final Duration INCIDENT = Duration.ofMinutes(2);
  private static final Duration END = Duration.ofSeconds(150);

  @TempDir private static Path temp;

  private static String demoOutput;
  private static JsonNode summary;
  private static TapmeshProcess up;
  private static String window;

  @BeforeAll
  static void run() throws Exception {
    String data = temp.resolve("data").toString();
    window = "from=" + Instant.now().truncatedTo(ChronoUnit.HOURS);
    try (TapmeshProcess demo =
        TapmeshProcess.start(
            "demo",
            "--data",
            data,
            "--port",
            "0",
            "--duration",
            "15m",
            "--rate",
            "60",
            "--incident",
            "payment-errors",
            "--incident-after",
            "8s")) {
      demo.awaitOpen(START);
      demo.await("/api/v1/graph?window=5m", FIRST_EDGES, DemoTest::hasAllEdges);
      demo.await("/api/v1/graph?window=5m", INCIDENT, DemoTest::paymentFails);
      demo.signal("TERM");
      assertThat(demo.awaitExit(END)).as(demo.output()).isZero();
      demoOutput = demo.output();
    }
    summary = new ObjectMapper().readTree(Path.of(data, "run", "summary.json").toFile());
    up =
        TapmeshProcess.start(
            "up", "--data", data, "--port", "0", "--kafka-port", "0", "--clickhouse-port", "0");
    up.awaitOpen(START);
  }

  @AfterAll
  static void stop() throws Exception {
    if (up != null) {
      up.signal("TERM");
      try {
        assertThat(up.awaitExit(END)).as(up.output()).isZero();
      } finally {
        up.close();
      }
    }
  }

  @Test
  void countsWhatTheVisitorsCounted() throws Exception {
    JsonNode load = summary.path("load");
    assertThat(load.path("requests").asLong()).isGreaterThan(200);
    assertThat(load.path("notConnected").asLong()).isZero();

    JsonNode edge = edges().get("external > frontend");

    assertThat(edge.at("/stats/requests")).isEqualTo(load.path("requests"));
    assertThat(edge.at("/stats/errors")).isEqualTo(load.path("errors"));
    assertThat(demoOutput).contains("errors: the same");
  }

  @Test
  void countsEachRouteAndStatusAsTheVisitorsDid() throws Exception {
    Map<String, Long> expected = new TreeMap<>();
    for (JsonNode route : summary.at("/load/routes")) {
      String name = route.path("method").asText() + " " + route.path("route").asText();
      route
          .path("statuses")
          .properties()
          .forEach(s -> expected.put(name + " " + s.getKey(), s.getValue().asLong()));
    }

    Map<String, Long> counted = new TreeMap<>();
    for (JsonNode route : up.get("/api/v1/services/frontend?" + window).path("routes")) {
      String name = route.path("method").asText() + " " + route.path("route").asText();
      for (JsonNode status : route.path("statuses")) {
        counted.merge(
            name + " " + status.path("status").asInt(),
            status.path("requests").asLong(),
            Long::sum);
      }
    }

    assertThat(counted).isEqualTo(expected);
  }

  @Test
  void countsWhatEachServiceCounted() throws Exception {
    Map<String, Long> requests = new TreeMap<>();
    Map<String, Long> errors = new TreeMap<>();
    for (JsonNode edge : edges().values()) {
      String callee = edge.path("destination").asText();
      requests.merge(callee, edge.at("/stats/requests").asLong(), Long::sum);
      errors.merge(callee, edge.at("/stats/errors").asLong(), Long::sum);
    }

    Map<String, Long> answered = new TreeMap<>();
    summary
        .path("services")
        .properties()
        .forEach(s -> answered.put(s.getKey(), s.getValue().path("answered").asLong()));
    assertThat(requests).isEqualTo(answered);
    errors.forEach(
        (service, count) -> {
          JsonNode counts = summary.at("/services/" + service);
          // As the proxy counts that reports the edge: the caller's, and of visitors, who have
          // none, the service's.
          boolean byVisitors = service.equals("frontend");
          long failed = counts.path(byVisitors ? "failed" : "failedForCallers").asLong();
          JsonNode callers = byVisitors ? summary.path("load") : counts;
          assertThat(count).as(service).isBetween(failed, failed + unanswered(callers));
        });
  }

  /**
   * On a machine that stands still for seconds, callers give up. Whether that is before or after
   * the answer has reached them is not for a proxy to know; without such calls there is one number.
   */
  private static long unanswered(JsonNode counts) {
    return counts.path("unanswered").asLong();
  }

  @Test
  void storesEverySpanThatWasMade() {
    assertThat(summary.at("/spans/made").asLong()).isGreaterThan(1_000);
    assertThat(summary.at("/spans/dropped")).isEmpty();
    assertThat(summary.at("/spans/exported")).isEqualTo(summary.at("/spans/made"));
    assertThat(summary.path("spansStored")).isEqualTo(summary.at("/spans/made"));
  }

  @Test
  void lowersTheErrorBudgetByTheShareOfFailedPayments() throws Exception {
    JsonNode payment = summary.at("/services/payment");
    long answered = payment.path("answered").asLong();
    long failed = payment.path("failedForCallers").asLong();
    assertThat(failed).as("the incident has started").isPositive();

    for (JsonNode objective : up.get("/api/v1/slos").path("objectives")) {
      if (objective.path("name").asText().equals("payment-availability")) {
        assertThat(objective.path("events").asLong()).isEqualTo(answered);
        long bad = objective.path("badEvents").asLong();
        assertThat(bad).isBetween(failed, failed + unanswered(payment));
        double share = (double) bad / answered;
        assertThat(objective.path("budgetRemainingRatio").asDouble())
            .isCloseTo(1 - share / 0.001, within(1e-6));
        return;
      }
    }
    throw new AssertionError("no objective payment-availability");
  }

  @Test
  void reportsToTheAuditorWhatTheGraphShows() throws Exception {
    long requests = 0;
    long errors = 0;
    long bytes = 0;
    for (JsonNode edge : edges().values()) {
      requests += edge.at("/stats/requests").asLong();
      errors += edge.at("/stats/errors").asLong();
      bytes += edge.at("/stats/responseBytes").asLong();
    }

    JsonNode totals = up.get("/api/v1/reports/traffic?" + window).path("totals");

    assertThat(totals.path("requests").asLong()).isEqualTo(requests);
    assertThat(totals.path("errors").asLong()).isEqualTo(errors);
    assertThat(totals.path("responseBytes").asLong()).isEqualTo(bytes);
    assertThat(totals.path("encryptedRequests").asLong()).isZero();
  }

  @Test
  void followsAnOrderFromTopToBottom() throws Exception {
    JsonNode found =
        up.get("/api/v1/traces?" + window + "&service=email&limit=1").path("traces").path(0);

    JsonNode trace = up.get("/api/v1/traces/" + found.path("traceId").asText());

    List<String> roots = new ArrayList<>();
    Map<String, JsonNode> byId = new TreeMap<>();
    trace.path("spans").forEach(span -> byId.put(span.path("spanId").asText(), span));
    for (JsonNode span : trace.path("spans")) {
      String parent = span.path("parentSpanId").asText();
      if (byId.containsKey(parent)) {
        assertThat(byId.get(parent).path("kind").asText()).isNotEqualTo(span.path("kind").asText());
      } else {
        roots.add(span.path("service").asText() + " " + span.path("name").asText());
      }
    }
    assertThat(roots).containsExactly("frontend POST /checkout");
    // checkout makes eight calls if all goes well; each is a span on either side.
    assertThat(byId).hasSizeGreaterThanOrEqualTo(2 + 1 + 2 * 8);
  }

  private static Map<String, JsonNode> edges() throws Exception {
    Map<String, JsonNode> edges = new TreeMap<>();
    for (JsonNode edge : up.get("/api/v1/graph?" + window).path("edges")) {
      edges.put(edge.path("source").asText() + " > " + edge.path("destination").asText(), edge);
    }
    return edges;
  }

  private static boolean paymentFails(JsonNode graph) {
    for (JsonNode edge : graph.path("edges")) {
      if (edge.path("destination").asText().equals("payment")) {
        return edge.at("/stats/errors").asLong() >= 3;
      }
    }
    return false;
  }

  private static boolean hasAllEdges(JsonNode graph) {
    List<String> found = new ArrayList<>();
    for (JsonNode edge : graph.path("edges")) {
      found.add(edge.path("source").asText() + " > " + edge.path("destination").asText());
    }
    return found.containsAll(
        List.of(
            "external > frontend",
            "frontend > catalog",
            "frontend > recommendation",
            "frontend > checkout",
            "recommendation > catalog",
            "checkout > payment",
            "checkout > email"));
  }
}
