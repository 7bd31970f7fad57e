package io.tapmesh.api.ingest;

import io.tapmesh.api.fixture.Snapshots;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CompletenessSqlTest {

  private static final Instant PRESENT = Instant.parse("2026-11-23T10:17:33.250Z");

  @Test
  void asksForProgressAndLosses() {
    Snapshots.assertMatches(
        "completeness",
        CompletenessSql.query(
            "otlp_metrics", PRESENT.minusSeconds(300), PRESENT, PRESENT.minusSeconds(3_600)));
  }
}
