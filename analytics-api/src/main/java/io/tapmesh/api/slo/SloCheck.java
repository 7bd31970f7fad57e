package io.tapmesh.api.slo;

import com.fasterxml.jackson.databind.JsonNode;
import io.tapmesh.schemas.config.ConfigCheck;
import io.tapmesh.schemas.config.ConfigErrors;
import java.time.Duration;
import java.util.Map;
import java.util.TreeSet;

/** The rules for an SLO that its schema cannot say. */
final class SloCheck implements ConfigCheck {

  private static final Duration SHORTEST = Duration.ofMinutes(5);
  private static final Duration LONGEST = Duration.ofDays(90);

  private final Map<String, JsonNode> indicators;

  SloCheck(Map<String, JsonNode> indicators) {
    this.indicators = indicators;
  }

  @Override
  public void check(JsonNode root, ConfigErrors errors) {
    JsonNode spec = root.path("spec");
    if (!spec.isObject()) {
      return;
    }
    JsonNode indicator = indicator(root, spec, errors);
    timeWindow(spec, errors);
    for (int i = 0; i < spec.path("objectives").size(); i++) {
      objective(spec.path("objectives").get(i), "/spec/objectives/" + i, indicator, errors);
    }
  }

  private JsonNode indicator(JsonNode root, JsonNode spec, ConfigErrors errors) {
    if (spec.has("indicator") == spec.has("indicatorRef")) {
      errors.add(
          "/spec",
          spec.has("indicator") ? "both indicator and indicatorRef" : "no indicator",
          "either indicator or indicatorRef");
      return spec.path("indicator").path("spec");
    }
    if (spec.has("indicator")) {
      IndicatorCheck.check(root, "/spec/indicator/spec", errors);
      return spec.path("indicator").path("spec");
    }
    JsonNode found = indicators.get(spec.path("indicatorRef").asText());
    if (found == null) {
      String known =
          indicators.isEmpty()
              ? "the name of an SLI; none is valid"
              : "one of " + String.join(", ", new TreeSet<>(indicators.keySet()));
      errors.reject("/spec/indicatorRef", spec.path("indicatorRef"), known);
      return spec.path("indicatorRef");
    }
    return found;
  }

  private static void timeWindow(JsonNode spec, ConfigErrors errors) {
    JsonNode duration = spec.path("timeWindow").path(0).path("duration");
    if (duration.isTextual() && duration.asText().matches("[1-9][0-9]{0,5}[mhdw]")) {
      Duration length = Definitions.duration(duration.asText());
      if (length.compareTo(SHORTEST) < 0 || length.compareTo(LONGEST) > 0) {
        errors.reject("/spec/timeWindow/0/duration", duration, "5m to 90d");
      }
    }
  }

  private static void objective(
      JsonNode objective, String pointer, JsonNode indicator, ConfigErrors errors) {
    if (!objective.isObject()) {
      return;
    }
    if (objective.has("target") == objective.has("targetPercent")) {
      errors.add(
          pointer,
          objective.has("target") ? "both target and targetPercent" : "no target",
          "either target or targetPercent");
    }
    boolean threshold = IndicatorSpec.isThreshold(indicator);
    for (String field : new String[] {"op", "value"}) {
      if (indicator.isObject() && objective.has(field) != threshold) {
        errors.add(
            pointer + "/" + field,
            threshold ? "missing" : "given",
            threshold
                ? field.equals("op") ? "lte" : "seconds, as 0.3"
                : "only with a thresholdMetric");
      }
    }
  }
}
