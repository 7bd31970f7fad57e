package io.tapmesh.api.slo;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.tapmesh.api.traffic.LatencyThreshold;
import io.tapmesh.schemas.config.ConfigDocument;
import io.tapmesh.schemas.config.ConfigValues;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes definitions of a valid SLO document, one for each of its objectives. */
final class Definitions {

  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MILLIS_PER_SECOND = 1e3;
  private static final int DAYS_PER_WEEK = 7;

  private Definitions() {}

  static List<Definition> of(ConfigDocument document, Map<String, JsonNode> indicators) {
    JsonNode spec = document.spec();
    JsonNode indicator =
        spec.has("indicator")
            ? spec.path("indicator").path("spec")
            : requireNonNull(indicators.get(spec.path("indicatorRef").asText()));
    JsonNode objectives = spec.path("objectives");
    List<Definition> definitions = new ArrayList<>();
    for (int i = 0; i < objectives.size(); i++) {
      // One objective has the document's name; several are told apart by their position.
      String name = objectives.size() == 1 ? document.name() : document.name() + "-" + (i + 1);
      definitions.add(definition(document, indicator, objectives.get(i), name));
    }
    return definitions;
  }

  private static Definition definition(
      ConfigDocument document, JsonNode indicator, JsonNode objective, String name) {
    JsonNode spec = document.spec();
    JsonNode requests = IndicatorSpec.measured(indicator);
    Double seconds = thresholdSeconds(requests, objective);
    String window = spec.path("timeWindow").path(0).path("duration").asText();
    return new Definition(
        name,
        displayName(document, objective, name),
        requests.path("service").asText(spec.path("service").asText()),
        Indicator.parse(requests.path("indicator").asText()),
        seconds == null ? null : LatencyThreshold.ofSeconds(seconds),
        seconds == null ? null : seconds * MILLIS_PER_SECOND,
        textOrNull(requests, "route"),
        textOrNull(requests, "method"),
        target(objective),
        duration(window),
        window,
        source(document));
  }

  private static String displayName(ConfigDocument document, JsonNode objective, String name) {
    String own = objective.path("displayName").asText();
    String documents = document.root().path("metadata").path("displayName").asText();
    if (own.isEmpty()) {
      return documents.isEmpty() ? name : documents;
    }
    return documents.isEmpty() ? own : documents + ": " + own;
  }

  private static @Nullable Double thresholdSeconds(JsonNode requests, JsonNode objective) {
    if (objective.has("value")) {
      return objective.path("value").asDouble();
    }
    if (requests.has("threshold")) {
      Duration threshold = ConfigValues.duration(requests.path("threshold").asText());
      return threshold.toNanos() / NANOS_PER_SECOND;
    }
    return null;
  }

  private static BigDecimal target(JsonNode objective) {
    return objective.has("target")
        ? objective.path("target").decimalValue()
        : objective.path("targetPercent").decimalValue().movePointLeft(2);
  }

  /** A duration of OpenSLO: a whole number and m, h, d or w. */
  static Duration duration(String text) {
    String digits = text.substring(0, text.length() - 1);
    return text.endsWith("w")
        ? Duration.ofDays(Math.multiplyExact(Long.parseLong(digits), DAYS_PER_WEEK))
        : ConfigValues.duration(text);
  }

  private static @Nullable String textOrNull(JsonNode node, String field) {
    return node.has(field) ? node.path(field).asText() : null;
  }

  /** File and line; the loader adds a column, which nobody needs here. */
  private static String source(ConfigDocument document) {
    String place = document.place("/metadata");
    return place.substring(0, place.lastIndexOf(':'));
  }
}
