package io.tapmesh.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tapmesh.api.fixture.TestDatabase;
import io.tapmesh.schemas.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompletenessTest extends ApiTest {

  @Test
  void isUnknownWhileNoCollectorReports() {
    JsonNode completeness = graph();
    assertThat(completeness.path("state").asText()).isEqualTo("unknown");
    assertThat(completeness.path("storedThrough").isNull()).isTrue();
    assertThat(completeness.at("/notes/0").asText()).contains("No collector has reported");

    database.storedThrough(now.minusSeconds(61), now.minusSeconds(62));
    completeness = graph();
    assertThat(completeness.path("state").asText()).isEqualTo("unknown");
    assertThat(completeness.path("storedThrough").asText())
        .isEqualTo(now.minusSeconds(62).toString());
  }

  @Test
  void isCompleteWhereAllIsStoredUpToAFewSecondsAgo() {
    database.storedThrough(now.minusSeconds(2), now.minusSeconds(3));
    JsonNode completeness = graph();
    assertThat(completeness.path("state").asText()).isEqualTo("complete");
    assertThat(completeness.path("storedThrough").asText())
        .isEqualTo(now.minusSeconds(3).toString());
    assertThat(completeness.path("notes")).isEmpty();
  }

  @Test
  void isBehindWhileAnyPartitionIs() {
    database.storedThrough(now.minusSeconds(2), now.minusSeconds(3));
    Instant stuck = now.minusSeconds(300);
    database.progress(Topics.METRICS, 1, now.minusSeconds(1), stuck, 40, 100, 0);
    JsonNode completeness = graph();
    assertThat(completeness.path("state").asText()).isEqualTo("behind");
    assertThat(completeness.path("recordsBehind").asLong()).isEqualTo(60);
    assertThat(completeness.path("storedThrough").asText()).isEqualTo(stuck.toString());
    assertThat(spans().path("state").asText()).isEqualTo("complete");
    // A window that ended before the partition got stuck is complete.
    assertThat(
            client
                .get("/api/v1/graph?from=" + now.minusSeconds(900) + "&to=" + now.minusSeconds(600))
                .at("/completeness/state")
                .asText())
        .isEqualTo("complete");
  }

  @Test
  void doesNotForgetAPartitionWhoseCollectorIsGone() {
    database.storedThrough(now.minusSeconds(2), now.minusSeconds(3));
    Instant last = now.minusSeconds(600);
    database.progress(Topics.METRICS, 1, last, last, 90, 100, 0);
    JsonNode completeness = graph();
    assertThat(completeness.path("state").asText()).isEqualTo("behind");
    assertThat(completeness.path("storedThrough").asText()).isEqualTo(last.toString());
  }

  @Test
  void takesTheLatestRowOfAPartition() {
    database.progress(Topics.METRICS, 0, now.minusSeconds(30), now.minusSeconds(40), 1, 500, 0);
    database.progress(Topics.METRICS, 0, now.minusSeconds(1), now.minusSeconds(1), 500, 500, 0);
    JsonNode completeness = graph();
    assertThat(completeness.path("state").asText()).isEqualTo("complete");
    assertThat(completeness.path("recordsBehind").asLong()).isZero();
  }

  @Test
  void countsDroppedSpansAgainstTracesOnly() {
    database.storedThrough(now.minusSeconds(2), now.minusSeconds(3));
    dropped(now.minusSeconds(30), 7);
    dropped(now.minusSeconds(20), 5);
    dropped(now.minusSeconds(3600), 1_000);
    assertThat(graph().path("state").asText()).isEqualTo("complete");
    assertThat(graph().path("spansDropped").asLong()).isEqualTo(12);
    assertThat(spans().path("state").asText()).isEqualTo("behind");
    assertThat(spans().path("spansDropped").asLong()).isEqualTo(12);
  }

  @Test
  void countsDeadLettersOfTheWindow() {
    database.storedThrough(now.minusSeconds(2), now.minusSeconds(3));
    database.progress(Topics.METRICS, 0, now.minusSeconds(1), now.minusSeconds(1), 100, 100, 2);
    database.progress(Topics.METRICS, 1, now.minusMillis(1), now.minusSeconds(1), 100, 100, 1);
    database.progress(Topics.METRICS, 0, now.minusSeconds(3000), now, 100, 100, 9);
    JsonNode completeness = graph();
    assertThat(completeness.path("deadLettered").asLong()).isEqualTo(3);
    assertThat(completeness.path("state").asText()).isEqualTo("behind");
    assertThat(spans().path("deadLettered").asLong()).isZero();
  }

  @Test
  void saysWhatIsNotKeptThatLong() {
    assertThat(client.get("/api/v1/traces?window=30d").at("/completeness/notes").toString())
        .contains("7 days")
        .contains("3 days");
  }

  private JsonNode graph() {
    return client.get("/api/v1/graph?window=5m").path("completeness");
  }

  private JsonNode spans() {
    return client.get("/api/v1/traces?window=5m").path("completeness");
  }

  private void dropped(Instant at, int spans) {
    database.insert(
        "otel_metrics_sum",
        List.of(
            Map.of(
                "ServiceName",
                "cart",
                "MetricName",
                "tapmesh.proxy.spans.dropped",
                "Attributes",
                Map.of("tapmesh.drop.reason", "queue_full"),
                "TimeUnix",
                TestDatabase.nanos(at),
                "StartTimeUnix",
                TestDatabase.nanos(at),
                "Value",
                spans,
                "AggregationTemporality",
                1,
                "IsMonotonic",
                true)));
  }
}
