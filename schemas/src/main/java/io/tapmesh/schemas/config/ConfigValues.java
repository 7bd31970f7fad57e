package io.tapmesh.schemas.config;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads quantities that carry their unit: {@code 250ms}, {@code 64KiB}. */
public final class ConfigValues {

  private static final Pattern QUANTITY = Pattern.compile("(\\d{1,18})([A-Za-z]+)");
  private static final Map<String, Duration> TIME_UNITS =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));
  private static final Map<String, Long> SIZE_UNITS =
      Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30, "TiB", 1L << 40);

  private ConfigValues() {}

  /**
   * A time span: a whole number and one of {@code ms}, {@code s}, {@code m}, {@code h}, {@code d}.
   *
   * @throws IllegalArgumentException if it is none or too long to count
   */
  public static Duration duration(String text) {
    Matcher matcher = QUANTITY.matcher(text);
    Duration unit = matcher.matches() ? TIME_UNITS.get(matcher.group(2)) : null;
    try {
      if (unit != null) {
        return unit.multipliedBy(Long.parseLong(matcher.group(1)));
      }
    } catch (ArithmeticException e) {
      throw wrong("duration", text, "a time below 292 billion years", e);
    }
    throw wrong("duration", text, "a whole number and ms, s, m, h or d", null);
  }

  /**
   * A number of bytes: a whole number and one of {@code B}, {@code KiB}, {@code MiB}, {@code GiB},
   * {@code TiB}.
   *
   * @throws IllegalArgumentException if it is none or too large to count
   */
  public static long bytes(String text) {
    Matcher matcher = QUANTITY.matcher(text);
    Long unit = matcher.matches() ? SIZE_UNITS.get(matcher.group(2)) : null;
    try {
      if (unit != null) {
        return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
      }
    } catch (ArithmeticException e) {
      throw wrong("size", text, "less than 8 EiB", e);
    }
    throw wrong("size", text, "a whole number and B, KiB, MiB, GiB or TiB", null);
  }

  private static IllegalArgumentException wrong(
      String what, String text, String expected, @Nullable Exception cause) {
    return new IllegalArgumentException(
        what + ": \"" + text + "\" (expected: " + expected + ")", cause);
  }
}
