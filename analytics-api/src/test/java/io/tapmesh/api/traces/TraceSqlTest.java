package io.tapmesh.api.traces;

import io.tapmesh.api.fixture.Snapshots;
import io.tapmesh.api.time.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceSqlTest {

  private static final Instant PRESENT = Instant.parse("2026-11-23T10:17:33.250Z");
  private static final Window WINDOW = Window.last(Duration.ofMinutes(15), PRESENT);

  @Test
  void asksForTheNewestTraces() {
    SpanFilter any = new SpanFilter(null, null, null, null, null, null, List.of());
    Snapshots.assertMatches("traces-any", TraceSql.search(WINDOW, WINDOW.from(), any, null, 21));
  }

  @Test
  void asksForTracesThatMeetEveryCondition() {
    SpanFilter filter =
        new SpanFilter(
            "cart",
            "/carts/{id}",
            "GET",
            StatusFilter.parse("5xx").orElseThrow(),
            1.5,
            2_000.0,
            List.of(
                new AttributeFilter("user", "o'neil"),
                new AttributeFilter("resource.service.version", "7")));
    TraceCursor after = new TraceCursor(WINDOW, PRESENT.minusSeconds(9), "00ab");
    Snapshots.assertMatches(
        "traces-all", TraceSql.search(WINDOW, PRESENT.minusSeconds(120), filter, after, 21));
    SpanFilter failed =
        new SpanFilter(
            null, null, null, StatusFilter.parse("error").orElseThrow(), null, null, List.of());
    Snapshots.assertMatches(
        "traces-failed", TraceSql.search(WINDOW, WINDOW.from(), failed, null, 21));
  }

  @Test
  void asksForSummariesAndForOneTrace() {
    Snapshots.assertMatches("summaries", TraceSql.summaries(List.of("00ab", "00cd")));
    Snapshots.assertMatches("trace", TraceSql.trace("00ab", 10_001));
  }
}
