package io.tapmesh.api.http;

import static java.util.Objects.requireNonNull;

import io.tapmesh.api.http.Problem.ParameterError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of one request. Reading one that is wrong notes the mistake and returns null, so
 * that {@link #check} can report all of them at once; a parameter that nobody has read by then is
 * unknown. Not thread-safe.
 */
final class Parameters {

  private static final int MAX_LENGTH = 2_000;
  private static final int SHOWN_LENGTH = 100;
  private static final int MAX_ERRORS = 50;

  private final Map<String, List<String>> query;
  private final Map<String, String> path;
  private final Instant now;
  private final Set<String> known = new LinkedHashSet<>();
  private final List<ParameterError> errors = new ArrayList<>();

  Parameters(Map<String, List<String>> query, Map<String, String> path, Instant now) {
    this.query = requireNonNull(query, "query");
    this.path = requireNonNull(path, "path");
    this.now = requireNonNull(now, "now");
  }

  /** The moment at which the request is answered. */
  Instant now() {
    return now;
  }

  /** A part of the path; never empty. */
  String path(String name) {
    String value = requireNonNull(path.get(name), name);
    if (value.length() > MAX_LENGTH) {
      reject(name, value, "at most " + MAX_LENGTH + " characters");
    }
    return value;
  }

  /** Text that must not be empty, or null. */
  @Nullable String text(String name) {
    String value = any(name);
    if (value != null && value.isEmpty()) {
      reject(name, value, "text that is not empty");
      return null;
    }
    return value;
  }

  /** Text that may be empty, or null. */
  @Nullable String any(String name) {
    List<String> values = list(name, 1);
    return values.isEmpty() ? null : values.get(0);
  }

  /** Every value of a parameter that may be repeated. */
  List<String> list(String name, int maxValues) {
    known.add(name);
    List<String> values = query.getOrDefault(name, List.of());
    if (values.size() > maxValues) {
      errors.add(
          new ParameterError(
              name,
              null,
              "%s is given %d times (expected: %s)"
                  .formatted(
                      name, values.size(), maxValues == 1 ? "once" : "at most " + maxValues)));
      return List.of();
    }
    for (String value : values) {
      if (value.length() > MAX_LENGTH) {
        reject(name, value, "at most " + MAX_LENGTH + " characters");
        return List.of();
      }
    }
    return values;
  }

  /** Text that the pattern matches as a whole, or null. */
  @Nullable String matching(String name, Pattern pattern, String expected) {
    String value = any(name);
    if (value != null && !pattern.matcher(value).matches()) {
      reject(name, value, expected);
      return null;
    }
    return value;
  }

  /** A number from 0, or null. */
  @Nullable Double nonNegative(String name) {
    String value = any(name);
    if (value == null) {
      return null;
    }
    try {
      double number = Double.parseDouble(value);
      if (number >= 0 && number <= Long.MAX_VALUE / 1e6) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Reported below, as a number that is out of bounds is.
    }
    reject(name, value, "a number from 0");
    return null;
  }

  /** A whole number within bounds. */
  int integer(String name, int otherwise, int min, int max) {
    String value = any(name);
    if (value == null) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Reported below, as a number that is out of bounds is.
    }
    reject(name, value, "a whole number from " + min + " to " + max);
    return otherwise;
  }

  boolean has(String name) {
    return query.containsKey(name);
  }

  /** Notes a mistake. */
  void reject(String name, String value, String expected) {
    String shown = value.length() > SHOWN_LENGTH ? value.substring(0, SHOWN_LENGTH) + "…" : value;
    errors.add(
        new ParameterError(
            name, shown, "%s: \"%s\" (expected: %s)".formatted(name, shown, expected)));
  }

  /** Notes a mistake that is not about one value. */
  void reject(String name, String sentence) {
    errors.add(new ParameterError(name, null, sentence));
  }

  /**
   * Ends the reading.
   *
   * @throws ProblemException if anything was wrong, with everything that was
   */
  void check() {
    for (String name : query.keySet()) {
      if (!known.contains(name) && errors.size() < MAX_ERRORS) {
        String shown = name.length() > SHOWN_LENGTH ? name.substring(0, SHOWN_LENGTH) + "…" : name;
        String closest = ClosestName.of(shown, known);
        String expected =
            known.isEmpty()
                ? "no parameters"
                : closest != null ? closest : "one of " + String.join(", ", known);
        errors.add(
            new ParameterError(
                shown, null, "%s: unknown parameter (expected: %s)".formatted(shown, expected)));
      }
    }
    if (!errors.isEmpty()) {
      throw new ProblemException(Problem.ofParameters(errors));
    }
  }
}
