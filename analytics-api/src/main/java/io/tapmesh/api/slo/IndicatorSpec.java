package io.tapmesh.api.slo;

import com.fasterxml.jackson.databind.JsonNode;

/** Finds things in an indicator of OpenSLO. */
final class IndicatorSpec {

  private IndicatorSpec() {}

  /** The part that says which requests are meant; a missing node if there is none. */
  static JsonNode requests(JsonNode metric) {
    return metric.path("metricSource").path("spec");
  }

  /** Whether each objective has a threshold of its own. */
  static boolean isThreshold(JsonNode indicator) {
    return indicator.has("thresholdMetric");
  }

  /** The requests of a valid indicator, from whichever metric it has. */
  static JsonNode measured(JsonNode indicator) {
    if (isThreshold(indicator)) {
      return requests(indicator.path("thresholdMetric"));
    }
    JsonNode ratio = indicator.path("ratioMetric");
    return requests(ratio.path(ratio.has("good") ? "good" : "bad"));
  }
}
