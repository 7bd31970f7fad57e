package io.tapmesh.api.slo;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An objective and what is left of its error budget.
 *
 * @param events requests in the objective's time window
 * @param badEvents of these
 * @param budgetEvents bad events that the target allows for the events so far
 * @param budgetRemainingRatio 1 is all of it, negative is overspent
 */
public record Objective(
    String name,
    String displayName,
    String service,
    Indicator indicator,
    @Nullable Double thresholdMillis,
    @Nullable String route,
    @Nullable String method,
    BigDecimal target,
    String timeWindow,
    long events,
    long badEvents,
    double budgetEvents,
    double budgetRemainingRatio,
    List<BurnRate> burnRates,
    String source) {

  /**
   * How fast the budget is spent.
   *
   * @param window length, as {@code 5m}
   * @param burnRate 1 spends exactly the budget; null where there was no event
   */
  public record BurnRate(String window, @Nullable Double burnRate, long events, long badEvents) {}

  static Objective of(Definition definition, Tally tally, List<BurnRate> burnRates) {
    return new Objective(
        definition.name(),
        definition.displayName(),
        definition.service(),
        definition.indicator(),
        definition.thresholdMillis(),
        definition.route(),
        definition.method(),
        definition.target(),
        definition.timeWindowText(),
        tally.events(),
        tally.badEvents(),
        tally.budgetEvents(definition.target()),
        tally.budgetRemainingRatio(definition.target()),
        burnRates,
        definition.source());
  }
}
