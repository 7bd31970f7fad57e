package io.tapmesh.api.time;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;

/**
 * A window of time, aligned outward to the intervals of the table that answers.
 *
 * @param from inclusive; the start of an interval
 * @param to exclusive; the end of an interval, or the present where that is in the middle of one
 * @param resolutionSeconds width of the table's intervals: 10, 60 or 3600
 */
public record Window(Instant from, Instant to, int resolutionSeconds) {

  private static final double NANOS_PER_SECOND = 1e9;

  /** Checks the order. */
  public Window {
    requireNonNull(from, "from");
    requireNonNull(to, "to");
    if (!from.isBefore(to)) {
      throw new IllegalArgumentException(
          "window: " + from + " to " + to + " (expected: from < to)");
    }
  }

  /**
   * Chooses the table and aligns.
   *
   * @param to not after {@code now}
   */
  public static Window between(Instant from, Instant to, Instant now) {
    return aligned(from, to, now, Resolution.of(from, to, now), 0);
  }

  /** The window of this length that ends now. */
  public static Window last(Duration length, Instant now) {
    return between(now.minus(length), now, now);
  }

  /**
   * Aligns to a step that is a multiple of the resolution.
   *
   * @param stepSeconds 0 for the resolution itself
   */
  public static Window aligned(
      Instant from, Instant to, Instant now, Resolution resolution, long stepSeconds) {
    long unit = Math.max(stepSeconds, resolution.seconds());
    Instant start = floor(from, unit);
    Instant end = ceil(to, unit);
    return new Window(start, end.isAfter(now) ? now : end, resolution.seconds());
  }

  /** Table and width of its intervals. */
  public Resolution resolution() {
    return Resolution.ofSeconds(resolutionSeconds);
  }

  /** The end of the interval that {@code to} lies in: what a statement compares with. */
  public Instant lastIntervalEnd() {
    return ceil(to, resolutionSeconds);
  }

  /** What the window really covers; what rates divide by. */
  public double seconds() {
    Duration length = Duration.between(from, to);
    return length.getSeconds() + length.getNano() / NANOS_PER_SECOND;
  }

  static Instant floor(Instant instant, long unitSeconds) {
    return Instant.ofEpochSecond(
        Math.floorDiv(instant.getEpochSecond(), unitSeconds) * unitSeconds);
  }

  static Instant ceil(Instant instant, long unitSeconds) {
    Instant start = floor(instant, unitSeconds);
    return start.equals(instant) ? start : start.plusSeconds(unitSeconds);
  }
}
