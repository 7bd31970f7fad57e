package io.tapmesh.api.traffic;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a service does, by the share of errors among the requests that it received. */
public enum Health {
  OK,
  DEGRADED,
  FAILING,
  IDLE;

  private static final double DEGRADED_FROM = 0.01;
  private static final double FAILING_FROM = 0.05;

  static Health of(Stats inbound) {
    if (inbound.requests() == 0) {
      return IDLE;
    }
    if (inbound.errorRatio() >= FAILING_FROM) {
      return FAILING;
    }
    return inbound.errorRatio() >= DEGRADED_FROM ? DEGRADED : OK;
  }

  /** As the API spells it. */
  @JsonValue
  public String spelled() {
    return name().toLowerCase(Locale.ROOT);
  }
}
