package io.tapmesh.proxy.tap;

import io.tapmesh.proxy.telemetry.EndedExchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Which exchanges somebody wants to see: those that pass all of its conditions. */
public final class TapFilter {

  private static final double NANOS_PER_MILLI = 1e6;
  private static final Set<String> NAMES =
      Set.of(
          "method",
          "path",
          "status",
          "peer",
          "direction",
          "protocol",
          "minDurationMillis",
          "limit",
          "rate");

  private final List<Predicate<EndedExchange>> conditions = new ArrayList<>();

  /**
   * Reads the parameters of a query.
   *
   * @throws IllegalArgumentException with all that is wrong, one line each
   */
  public static TapFilter of(Map<String, String> parameters) {
    TapFilter filter = new TapFilter();
    List<String> errors = new ArrayList<>();
    parameters.forEach((name, value) -> filter.add(name, value, errors));
    if (!errors.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", errors));
    }
    return filter;
  }

  private void add(String name, String value, List<String> errors) {
    if (!NAMES.contains(name)) {
      errors.add(name + ": no such filter (expected: one of " + NAMES + ")");
      return;
    }
    try {
      switch (name) {
        case "method" -> conditions.add(e -> e.method().equalsIgnoreCase(value));
        case "path" -> {
          Predicate<String> glob = glob(value);
          conditions.add(e -> e.path() != null && glob.test(e.path()));
        }
        case "status" -> conditions.add(status(value));
        case "peer" -> conditions.add(e -> e.peer().equals(value));
        case "direction" -> {
          if (!value.equals("inbound") && !value.equals("outbound")) {
            throw new IllegalArgumentException("inbound or outbound");
          }
          conditions.add(e -> e.direction().equals(value));
        }
        case "protocol" -> {
          String prefix = value.toLowerCase(Locale.ROOT);
          conditions.add(e -> e.protocol().startsWith(prefix));
        }
        case "minDurationMillis" -> {
          double nanos = millis(value) * NANOS_PER_MILLI;
          conditions.add(e -> e.durationNanos() >= nanos);
        }
        default -> {
          if (Integer.parseInt(value) < 1) {
            errors.add(name + ": \"" + value + "\" (expected: 1 or more)");
          }
        }
      }
    } catch (NumberFormatException e) {
      errors.add(name + ": \"" + value + "\" (expected: a number)");
    } catch (IllegalArgumentException e) {
      errors.add(name + ": \"" + value + "\" (expected: " + e.getMessage() + ")");
    }
  }

  /** Less than {@link Double#parseDouble} takes: NaN is one that nothing is slower than. */
  private static double millis(String value) {
    if (!value.matches("\\d{1,15}(\\.\\d{1,9})?")) {
      throw new IllegalArgumentException("milliseconds, 0 or more, such as 250 or 0.5");
    }
    return Double.parseDouble(value);
  }

  /** {@code 503}, {@code 5xx}, or {@code error} for whatever has an error. */
  private static Predicate<EndedExchange> status(String value) {
    if (value.equals("error")) {
      return e -> e.error() != null;
    }
    if (value.matches("[1-5]xx")) {
      int hundreds = value.charAt(0) - '0';
      return e -> e.status() / 100 == hundreds;
    }
    if (!value.matches("\\d{3}|0")) {
      throw new IllegalArgumentException("a status such as 503, 5xx, error, or 0 for none");
    }
    int status = Integer.parseInt(value);
    return e -> e.status() == status;
  }

  /**
   * {@code *} stands for any characters. Not a regular expression: with many stars that could take
   * longer than anybody lives, and it is matched on event loops.
   */
  private static Predicate<String> glob(String pattern) {
    String[] parts = pattern.split("\\*+", -1);
    return parts.length == 1 ? pattern::equals : path -> fits(parts, path);
  }

  /** The first part begins the text, the last one ends it, the others are between, in order. */
  private static boolean fits(String[] parts, String text) {
    String last = parts[parts.length - 1];
    int end = text.length() - last.length();
    if (!text.startsWith(parts[0]) || !text.endsWith(last)) {
      return false;
    }
    int at = parts[0].length();
    for (int i = 1; i < parts.length - 1; i++) {
      int found = text.indexOf(parts[i], at);
      if (found < 0) {
        return false;
      }
      at = found + parts[i].length();
    }
    return at <= end;
  }

  boolean matches(EndedExchange exchange) {
    for (Predicate<EndedExchange> condition : conditions) {
      if (!condition.test(exchange)) {
        return false;
      }
    }
    return true;
  }
}
