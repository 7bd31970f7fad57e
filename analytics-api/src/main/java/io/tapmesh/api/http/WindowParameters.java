package io.tapmesh.api.http;

import io.tapmesh.api.time.Window;
import io.tapmesh.schemas.config.ConfigValues;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code window}, or {@code from} and {@code to}. */
final class WindowParameters {

  static final Duration LONGEST = Duration.ofDays(400);
  static final Duration DEFAULT = Duration.ofMinutes(15);

  /** ClickHouse's DateTime ends in 2106. */
  private static final long LAST_SECOND = 0xFFFF_FFFFL;

  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,9}[smhd]");
  private static final String LENGTH_EXPECTED =
      "a whole number and s, m, h or d, from 1s to 400d, such as 15m";

  private WindowParameters() {}

  /** The two ends as asked for, before alignment; after a mistake those of the default. */
  record Ends(Instant from, Instant to) {}

  static Window window(Parameters parameters) {
    Ends ends = ends(parameters);
    return Window.between(ends.from, ends.to, parameters.now());
  }

  static Ends ends(Parameters parameters) {
    Duration length = length(parameters, "window");
    Instant from = instant(parameters, "from");
    Instant to = instant(parameters, "to");
    Instant now = parameters.now();
    Ends otherwise = new Ends(now.minus(length == null ? DEFAULT : length), now);
    if (!parameters.has("from") && !parameters.has("to")) {
      return otherwise;
    }
    if (parameters.has("window")) {
      parameters.reject("window", "window: given beside from or to (expected: either)");
      return otherwise;
    }
    if (from == null) {
      if (!parameters.has("from")) {
        parameters.reject("from", "from: missing (expected: a time, because to is given)");
      }
      return otherwise;
    }
    if (to == null && parameters.has("to")) {
      return otherwise;
    }
    Instant end = to == null || to.isAfter(now) ? now : to;
    return ordered(parameters, from, end) ? new Ends(from, end) : otherwise;
  }

  private static boolean ordered(Parameters parameters, Instant from, Instant end) {
    if (!from.isBefore(end)) {
      parameters.reject("from", from.toString(), "a time before " + end);
      return false;
    }
    if (from.isBefore(parameters.now().minus(LONGEST))) {
      parameters.reject("from", from.toString(), "within the last 400 days, which are kept");
      return false;
    }
    return true;
  }

  /** A length of time as {@code 15m}, or null. */
  static @Nullable Duration length(Parameters parameters, String name) {
    String text = parameters.matching(name, LENGTH, LENGTH_EXPECTED);
    if (text == null) {
      return null;
    }
    Duration length = ConfigValues.duration(text);
    if (length.isZero() || length.compareTo(LONGEST) > 0) {
      parameters.reject(name, text, LENGTH_EXPECTED);
      return null;
    }
    return length;
  }

  private static @Nullable Instant instant(Parameters parameters, String name) {
    String text = parameters.any(name);
    if (text == null) {
      return null;
    }
    try {
      // A plus sign that was not escaped arrives as a space.
      Instant instant = OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
      if (instant.isAfter(Instant.EPOCH) && instant.getEpochSecond() < LAST_SECOND) {
        return instant;
      }
    } catch (DateTimeException e) {
      // Reported below, as a time that is out of bounds is.
    }
    parameters.reject(name, text, "an RFC 3339 time such as 2026-11-23T10:15:00Z");
    return null;
  }
}
