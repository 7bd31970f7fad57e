package io.tapmesh.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tapmesh.schemas.config.ConfigErrors;
import io.tapmesh.schemas.config.ConfigValues;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** The rules between fields, which the schema cannot say. */
final class ProxyConfigCheck {

  private static final JsonNode DEFAULT_ADMIN = TextNode.valueOf("127.0.0.1:15000");
  private static final Duration MIN_STUCK = Duration.ofSeconds(1);
  private static final long MIN_BUDGET_BYTES = 128L << 20;
  private static final long MAX_HEAD_BYTES = 16 << 20;

  /** Headers that let in whoever has them; what is named like one may be one. */
  private static final Pattern CREDENTIALS =
      Pattern.compile(
          "authori[sz]ation|authentic|cookie|token|secret|passw|api-?key|credential|session|signature",
          Pattern.CASE_INSENSITIVE);

  private final JsonNode spec;
  private final ConfigErrors errors;
  private final ListenAddresses addresses = new ListenAddresses();

  private ProxyConfigCheck(JsonNode spec, ConfigErrors errors) {
    this.spec = spec;
    this.errors = errors;
  }

  static void check(JsonNode root, ConfigErrors errors) {
    ProxyConfigCheck check = new ProxyConfigCheck(root.path("spec"), errors);
    check.listeners();
    check.routes("inbound");
    check.routes("outbound");
    check.limits();
    check.memory();
    check.stuckAfter();
    check.tapHeaders();
    TlsReader.check(check.spec, errors);
    InterceptionReader.check(root.path("spec"), errors);
    HopHeadersReader.check(check.spec, errors);
  }

  private void listeners() {
    JsonNode admin = spec.path("admin").path("listen");
    // Checks see what was written, without the defaults; this one takes an address all the same.
    listener("/spec/admin/listen", admin.isMissingNode() ? DEFAULT_ADMIN : admin);
    each("inbound", "listen");
    each("outbound", "listen");
    boolean none = spec.path("inbound").isEmpty() && spec.path("outbound").isEmpty();
    if (spec.isObject() && none) {
      errors.add("/spec", "neither inbound nor outbound", "at least one listener");
    }
  }

  private void each(String list, String field) {
    for (int i = 0; i < spec.path(list).size(); i++) {
      listener("/spec/" + list + "/" + i + "/" + field, spec.path(list).path(i).path(field));
    }
  }

  /** No two may share an address; any number may ask for a free port. */
  private void listener(String pointer, JsonNode listen) {
    if (!listen.isTextual()) {
      return;
    }
    try {
      String expected = addresses.take(pointer, listen.asText());
      if (expected != null) {
        errors.reject(pointer, listen, expected);
      }
    } catch (IllegalArgumentException e) {
      // The schema has reported it.
    }
  }

  private void routes(String list) {
    for (int i = 0; i < spec.path(list).size(); i++) {
      JsonNode routes = spec.path(list).path(i).path("routes");
      for (int j = 0; j < routes.size(); j++) {
        JsonNode path = routes.path(j).path("path");
        if (path.isTextual() && !isTemplate(path.asText())) {
          errors.reject(
              "/spec/" + list + "/" + i + "/routes/" + j + "/path",
              path,
              "braces around whole segments only, and * as the last one");
        }
      }
    }
  }

  private static boolean isTemplate(String path) {
    String[] segments = path.substring(Math.min(1, path.length())).split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      String segment = segments[i];
      boolean parameter = segment.matches("\\{[^{}*]+}");
      boolean rest = segment.equals("*") && i == segments.length - 1;
      if (!parameter && !rest && segment.matches(".*[{}*].*")) {
        return false;
      }
    }
    return true;
  }

  private void limits() {
    JsonNode limits = spec.path("limits");
    for (String field : new String[] {"maxHeaderBytes", "maxStartLineBytes"}) {
      JsonNode value = limits.path(field);
      if (value.isTextual() && isTrue(() -> isNoHeadSize(ConfigValues.bytes(value.asText())))) {
        errors.reject("/spec/limits/" + field, value, "1KiB to 16MiB");
      }
    }
  }

  private void memory() {
    JsonNode budget = spec.path("memory").path("budget");
    if (budget.isTextual()
        && isTrue(() -> ConfigValues.bytes(budget.asText()) < MIN_BUDGET_BYTES)) {
      errors.reject("/spec/memory/budget", budget, "128MiB or more");
    }
  }

  /** Loops say that they turn ten times a second: less would say that sound ones are stuck. */
  private void stuckAfter() {
    JsonNode after = spec.path("admin").path("stuckAfter");
    if (after.isTextual() && isTrue(() -> isShort(ConfigValues.duration(after.asText())))) {
      errors.reject("/spec/admin/stuckAfter", after, "1s or more, or 0s");
    }
  }

  private void tapHeaders() {
    JsonNode headers = spec.path("tap").path("headers");
    for (int i = 0; i < headers.size(); i++) {
      JsonNode name = headers.path(i);
      if (name.isTextual() && CREDENTIALS.matcher(name.asText()).find()) {
        errors.reject("/spec/tap/headers/" + i, name, "a header that carries no credentials");
      }
    }
  }

  private static boolean isShort(Duration stuck) {
    return !stuck.isZero() && stuck.compareTo(MIN_STUCK) < 0;
  }

  private static boolean isNoHeadSize(long bytes) {
    return bytes < 1024 || bytes > MAX_HEAD_BYTES;
  }

  /** What cannot be read breaks no rule here: the schema has reported it. */
  private static boolean isTrue(BooleanSupplier rule) {
    try {
      return rule.getAsBoolean();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
