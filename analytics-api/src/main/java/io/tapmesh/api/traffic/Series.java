package io.tapmesh.api.traffic;

import io.tapmesh.api.ingest.Completeness;
import io.tapmesh.api.time.Window;
import java.time.Instant;
import java.util.List;

/** Golden signals over time, one point per step, without gaps. */
public record Series(
    Window window, Completeness completeness, long stepSeconds, List<Point> points) {

  /**
   * What happened in one step.
   *
   * @param at its start
   */
  public record Point(Instant at, Stats stats) {}
}
