package io.tapmesh.api.http;

import static java.util.Objects.requireNonNull;

import io.tapmesh.api.health.HealthReader;
import io.tapmesh.api.slo.ObjectiveQuestions;
import io.tapmesh.api.traces.TraceQuestions;
import io.tapmesh.api.traffic.TrafficQuestions;

/** Everything that the API can be asked. */
public record Questions(
    TrafficQuestions traffic,
    TraceQuestions traces,
    ObjectiveQuestions objectives,
    HealthReader health) {

  /** Checks that nothing is missing. */
  public Questions {
    requireNonNull(traffic, "traffic");
    requireNonNull(traces, "traces");
    requireNonNull(objectives, "objectives");
    requireNonNull(health, "health");
  }
}
