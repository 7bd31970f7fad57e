package io.tapmesh.api.slo;

import io.tapmesh.api.traffic.LatencyThreshold;
import io.tapmesh.api.traffic.Outcome;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One objective of an OpenSLO document, ready to be measured.
 *
 * @param service the callee
 * @param threshold for latency only
 * @param route null for all
 * @param method null for all
 * @param target share of good requests, between 0 and 1, exactly as written
 * @param timeWindowText as written
 * @param source file and line, as {@code shop.yaml:14}
 */
record Definition(
    String name,
    String displayName,
    String service,
    Indicator indicator,
    @Nullable LatencyThreshold threshold,
    @Nullable Double thresholdMillis,
    @Nullable String route,
    @Nullable String method,
    BigDecimal target,
    Duration timeWindow,
    String timeWindowText,
    String source) {

  /** What became of the requests that it is about. */
  Tally tally(List<Outcome> outcomes) {
    long events = 0;
    long bad = 0;
    for (Outcome outcome : outcomes) {
      if (isAbout(outcome)) {
        events += outcome.requests();
        bad += threshold == null ? outcome.errors() : outcome.slowerThan(threshold);
      }
    }
    return new Tally(events, bad);
  }

  private boolean isAbout(Outcome outcome) {
    return outcome.service().equals(service)
        && (route == null || outcome.route().equals(route))
        && (method == null || outcome.method().equals(method));
  }
}
