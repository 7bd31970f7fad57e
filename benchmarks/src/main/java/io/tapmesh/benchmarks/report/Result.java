package io.tapmesh.benchmarks.report;

import org.jspecify.annotations.Nullable;

/**
 * One line of a report.
 *
 * @param test what was done, such as {@code get}
 * @param subject who did it, such as {@code haproxy}
 * @param quantity what was measured, with its unit, such as {@code CPU µs/request}
 * @param value the median of the rounds
 * @param ratio to the reference that the target names; null without one
 * @param target in words, such as {@code ≤ 1.0 × haproxy}; null if the line is only for comparison
 * @param met whether the target is met; null without one
 */
public record Result(
    String test,
    String subject,
    String quantity,
    double value,
    @Nullable Double ratio,
    @Nullable String target,
    @Nullable Boolean met) {

  /** A line that is only for comparison. */
  public static Result of(String test, String subject, String quantity, double value) {
    return new Result(test, subject, quantity, value, null, null, null);
  }

  /** A line whose ratio must not pass a limit. */
  public static Result atMost(
      String test,
      String subject,
      String quantity,
      double value,
      double reference,
      double limit,
      String of) {
    double ratio = value / reference;
    return new Result(
        test, subject, quantity, value, ratio, "≤ %.2f × %s".formatted(limit, of), ratio <= limit);
  }

  /** A line whose ratio must reach a limit. */
  public static Result atLeast(
      String test,
      String subject,
      String quantity,
      double value,
      double reference,
      double limit,
      String of) {
    double ratio = value / reference;
    return new Result(
        test, subject, quantity, value, ratio, "≥ %.2f × %s".formatted(limit, of), ratio >= limit);
  }

  /** A line whose value itself must not pass a limit. */
  public static Result within(
      String test, String subject, String quantity, double value, double limit) {
    return new Result(
        test, subject, quantity, value, null, "≤ %.0f".formatted(limit), value <= limit);
  }
}
