package io.tapmesh.api.slo;

import com.fasterxml.jackson.databind.JsonNode;
import io.tapmesh.schemas.config.ConfigErrors;
import io.tapmesh.schemas.config.ConfigValues;
import java.time.Duration;

/** The rules for an indicator that its schema cannot say. */
final class IndicatorCheck {

  private IndicatorCheck() {}

  /**
   * Checks an indicator.
   *
   * @param pointer where it stands in the document
   */
  static void check(JsonNode root, String pointer, ConfigErrors errors) {
    JsonNode indicator = root.at(pointer);
    if (!indicator.isObject()) {
      return;
    }
    if (indicator.has("ratioMetric") == indicator.has("thresholdMetric")) {
      errors.add(
          pointer,
          indicator.has("ratioMetric") ? "both metrics" : "no metric",
          "either ratioMetric or thresholdMetric");
    } else if (indicator.has("ratioMetric")) {
      ratio(indicator.path("ratioMetric"), pointer + "/ratioMetric", errors);
    } else {
      threshold(indicator, pointer + "/thresholdMetric/metricSource/spec", errors);
    }
  }

  private static void ratio(JsonNode ratio, String pointer, ConfigErrors errors) {
    if (ratio.has("good") == ratio.has("bad")) {
      errors.add(
          pointer, ratio.has("good") ? "both good and bad" : "neither good nor bad", "one of them");
      return;
    }
    String part = ratio.has("good") ? "good" : "bad";
    JsonNode spec = IndicatorSpec.requests(ratio.path(part));
    String specPointer = pointer + "/" + part + "/metricSource/spec";
    if (!spec.has("indicator")) {
      errors.add(specPointer + "/indicator", "missing", "availability or latency");
    }
    boolean latency = spec.path("indicator").asText().equals("latency");
    if (latency != spec.has("threshold")) {
      errors.add(
          specPointer + "/threshold",
          latency ? "missing" : "given",
          latency ? "a duration such as 300ms" : "only with the indicator latency");
    }
    bounds(spec.path("threshold"), specPointer + "/threshold", errors);
    JsonNode total = IndicatorSpec.requests(ratio.path("total"));
    for (String field : new String[] {"service", "route", "method"}) {
      if (!total.isMissingNode() && !total.path(field).equals(spec.path(field))) {
        errors.add(
            pointer + "/total/metricSource/spec/" + field,
            "value " + (total.has(field) ? total.path(field) : "missing"),
            "the same as in " + part + ", or no spec at all");
      }
    }
  }

  private static void bounds(JsonNode threshold, String pointer, ConfigErrors errors) {
    if (threshold.isTextual() && threshold.asText().matches("[0-9]{1,9}(ms|s|m|h|d)")) {
      Duration duration = ConfigValues.duration(threshold.asText());
      if (duration.isZero() || duration.compareTo(Duration.ofDays(1)) > 0) {
        errors.reject(pointer, threshold, "1ms to 1d");
      }
    }
  }

  private static void threshold(JsonNode indicator, String pointer, ConfigErrors errors) {
    JsonNode spec = IndicatorSpec.requests(indicator.path("thresholdMetric"));
    if (!spec.path("indicator").asText().equals("latency")) {
      errors.add(
          pointer + "/indicator",
          spec.has("indicator") ? "value " + spec.path("indicator") : "missing",
          "latency; availability is a ratioMetric");
    }
    if (spec.has("threshold")) {
      errors.add(
          pointer + "/threshold", "given", "op and value of each objective in a thresholdMetric");
    }
  }
}
