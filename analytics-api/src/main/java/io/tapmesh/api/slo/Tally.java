package io.tapmesh.api.slo;

import java.math.BigDecimal;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/**
 * Requests, and the bad ones among them. The arithmetic is decimal, so that a target of 0.999
 * allows exactly 1 of 1,000.
 */
record Tally(long events, long badEvents) {

  /** Bad events that the target allows for the events so far. */
  double budgetEvents(BigDecimal target) {
    return allowed(target).doubleValue();
  }

  /** The part of the budget that is left: 1 is all of it, negative is overspent. */
  double budgetRemainingRatio(BigDecimal target) {
    if (events == 0) {
      return 1;
    }
    BigDecimal spent = BigDecimal.valueOf(badEvents).divide(allowed(target), MathContext.DECIMAL64);
    return BigDecimal.ONE.subtract(spent).doubleValue();
  }

  /** Share of bad events over the share that the target allows; null where there was no event. */
  @Nullable Double burnRate(BigDecimal target) {
    if (events == 0) {
      return null;
    }
    return BigDecimal.valueOf(badEvents)
        .divide(allowed(target), MathContext.DECIMAL64)
        .doubleValue();
  }

  private BigDecimal allowed(BigDecimal target) {
    return BigDecimal.ONE.subtract(target).multiply(BigDecimal.valueOf(events));
  }
}
