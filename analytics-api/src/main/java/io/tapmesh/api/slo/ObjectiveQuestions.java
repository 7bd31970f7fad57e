package io.tapmesh.api.slo;

import static java.util.Objects.requireNonNull;

import io.tapmesh.api.ingest.CompletenessReader;
import io.tapmesh.api.slo.Objective.BurnRate;
import io.tapmesh.api.time.Window;
import io.tapmesh.api.traffic.EdgeSelection;
import io.tapmesh.api.traffic.Outcome;
import io.tapmesh.api.traffic.TrafficQuestions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Answers how much of each error budget is left. Thread-safe. */
public final class ObjectiveQuestions {

  /** The windows that multi-window alerts are made of. */
  private static final Map<String, Duration> BURN_WINDOWS = burnWindows();

  private final Objectives objectives;
  private final TrafficQuestions traffic;
  private final CompletenessReader completeness;

  /** Measures these objectives. */
  public ObjectiveQuestions(
      Objectives objectives, TrafficQuestions traffic, CompletenessReader completeness) {
    this.objectives = requireNonNull(objectives, "objectives");
    this.traffic = requireNonNull(traffic, "traffic");
    this.completeness = requireNonNull(completeness, "completeness");
  }

  /** Every objective. */
  public ObjectiveList list(Instant now) {
    Objectives.Snapshot snapshot = objectives.current();
    List<Definition> definitions = snapshot.definitions();
    Map<Duration, List<Outcome>> outcomes = outcomes(definitions, now);
    List<Objective> measured = new ArrayList<>();
    for (Definition definition : definitions) {
      Tally tally = definition.tally(outcomes.getOrDefault(definition.timeWindow(), List.of()));
      measured.add(Objective.of(definition, tally, burnRates(definition, outcomes)));
    }
    Duration longest =
        definitions.stream()
            .map(Definition::timeWindow)
            .max(Comparator.naturalOrder())
            .orElse(Duration.ofHours(1));
    return new ObjectiveList(
        completeness.ofMetrics(now.minus(longest), now, now), now, measured, snapshot.problems());
  }

  /** One question per window, which all objectives share. */
  private Map<Duration, List<Outcome>> outcomes(List<Definition> definitions, Instant now) {
    Map<Duration, List<Outcome>> outcomes = new LinkedHashMap<>();
    if (definitions.isEmpty()) {
      return outcomes;
    }
    Set<String> services = new TreeSet<>();
    Set<Duration> windows = new TreeSet<>(BURN_WINDOWS.values());
    for (Definition definition : definitions) {
      services.add(definition.service());
      windows.add(definition.timeWindow());
    }
    for (Duration length : windows) {
      outcomes.put(
          length, traffic.outcomes(Window.last(length, now), EdgeSelection.intoAny(services)));
    }
    return outcomes;
  }

  private static List<BurnRate> burnRates(
      Definition definition, Map<Duration, List<Outcome>> outcomes) {
    List<BurnRate> rates = new ArrayList<>();
    BURN_WINDOWS.forEach(
        (name, length) -> {
          Tally tally = definition.tally(outcomes.getOrDefault(length, List.of()));
          rates.add(
              new BurnRate(
                  name, tally.burnRate(definition.target()), tally.events(), tally.badEvents()));
        });
    return rates;
  }

  private static Map<String, Duration> burnWindows() {
    Map<String, Duration> windows = new LinkedHashMap<>();
    windows.put("5m", Duration.ofMinutes(5));
    windows.put("30m", Duration.ofMinutes(30));
    windows.put("1h", Duration.ofHours(1));
    windows.put("6h", Duration.ofHours(6));
    windows.put("1d", Duration.ofDays(1));
    windows.put("3d", Duration.ofDays(3));
    windows.put("30d", Duration.ofDays(30));
    return windows;
  }
}
