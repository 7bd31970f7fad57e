package io.tapmesh.api.traffic;

import io.tapmesh.api.fixture.Snapshots;
import io.tapmesh.api.time.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrafficSqlTest {

  private static final Instant PRESENT = Instant.parse("2026-11-23T10:17:33.250Z");
  private static final Window MINUTES = Window.last(Duration.ofMinutes(15), PRESENT);
  private static final Window HOURS = Window.last(Duration.ofHours(6), PRESENT);
  private static final Window MONTH = Window.last(Duration.ofDays(30), PRESENT);

  @Test
  void asksForEdges() {
    Snapshots.assertMatches("edges-all", TrafficSql.edges(MINUTES, EdgeSelection.all()));
    Snapshots.assertMatches(
        "edges-touching", TrafficSql.edges(HOURS, EdgeSelection.touching("it's")));
  }

  @Test
  void asksForRoutes() {
    Snapshots.assertMatches("routes", TrafficSql.routes(MINUTES, "cart"));
  }

  @Test
  void asksForSeries() {
    Snapshots.assertMatches(
        "series-route",
        TrafficSql.series(HOURS, 300, EdgeSelection.into("cart"), "/carts/{id}", "GET"));
    Snapshots.assertMatches(
        "series-edge",
        TrafficSql.series(HOURS, 300, EdgeSelection.between("front", "cart"), null, null));
  }

  @Test
  void asksForTheReport() {
    Snapshots.assertMatches("report", TrafficSql.report(MONTH));
  }

  @Test
  void asksForOutcomes() {
    Snapshots.assertMatches(
        "outcomes", TrafficSql.outcomes(MONTH, EdgeSelection.intoAny(List.of("cart", "o'pay"))));
  }
}
