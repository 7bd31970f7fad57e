package io.tapmesh.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tapmesh.schemas.config.ConfigDocument;
import io.tapmesh.schemas.config.ConfigError;
import io.tapmesh.schemas.config.ConfigErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Which fields may change while a proxy runs. What is not named here needs a restart, so that a
 * field that somebody adds is refused in a reload, and not ignored, until it is named here.
 */
final class LiveFields {

  private static final List<String> LIVE =
      List.of("/spec/inbound", "/spec/outbound", "/spec/limits", "/spec/detection", "/spec/drain");

  /** Its values may be passwords. */
  private static final String SECRET = "/spec/telemetry/kafka/properties";

  private LiveFields() {}

  /** An error for each field that differs and may not. */
  static List<ConfigError> refused(ConfigDocument running, ConfigDocument next) {
    List<ConfigError> errors = new ArrayList<>();
    compare("", running.root(), next.root(), next, errors);
    return errors;
  }

  private static void compare(
      String pointer, JsonNode before, JsonNode after, ConfigDocument next, List<ConfigError> to) {
    if (before.equals(after) || LIVE.contains(pointer)) {
      return;
    }
    if (!before.isObject() || !after.isObject()) {
      to.add(
          new ConfigError(
              ConfigErrors.path(pointer),
              text(pointer, after),
              "as at the start, " + text(pointer, before) + "; this field needs a restart",
              next.place(pointer)));
      return;
    }
    TreeSet<String> names = new TreeSet<>();
    before.fieldNames().forEachRemaining(names::add);
    after.fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      String field = pointer + "/" + name.replace("~", "~0").replace("/", "~1");
      compare(field, before.path(name), after.path(name), next, to);
    }
  }

  private static String text(String pointer, JsonNode value) {
    if (value.isMissingNode()) {
      return "missing";
    }
    return pointer.startsWith(SECRET) ? "value (hidden)" : "value " + value;
  }
}
