package io.tapmesh.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.standalone.load.LoadReport;
import io.tapmesh.standalone.mesh.MeshStatus;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveLineTest {

  private static final long SECOND = 1_000_000_000L;
  private static final Instant NOW = Instant.parse("2026-11-23T10:00:05Z");

  @Test
  void showsRateAndErrorsOfTheLastSeconds() {
    LiveLine line = new LiveLine();
    MeshStatus mesh = new MeshStatus(12_345, 7, NOW.minusMillis(1_800));
    line.at(0, report(0, 0), mesh, NOW);
    // A burst of errors that is long over must not show.
    line.at(SECOND, report(1_000, 500), mesh, NOW);
    for (int second = 2; second < 10; second++) {
      line.at(second * SECOND, report(1_000 + 84 * (second - 1), 500 + second - 1), mesh, NOW);
    }

    String text = line.at(10 * SECOND, report(1_000 + 84 * 9, 509), mesh, NOW);

    assertThat(text)
        .isEqualTo("req/s 84   errors 1.2 %   spans stored 12,345   lag 7   data 1.8 s old");
  }

  @Test
  void saysSoBeforeAnythingIsStored() {
    MeshStatus nothing = new MeshStatus(0, 0, null);

    assertThat(new LiveLine().at(0, LoadReport.none(), nothing, NOW))
        .isEqualTo("req/s 0   errors 0.0 %   spans stored 0   lag 0   data not yet stored");
  }

  private static LoadReport report(long requests, long errors) {
    return new LoadReport(requests, errors, 0, 0, 0, List.of());
  }
}
