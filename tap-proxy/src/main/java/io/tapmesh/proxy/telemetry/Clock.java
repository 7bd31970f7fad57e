package io.tapmesh.proxy.telemetry;

import java.time.Instant;

/**
 * The one place that reads clocks. Durations come from the monotonic clock; a moment in time is the
 * monotonic clock plus an anchor, which is set again from time to time so that it follows the
 * corrections of the wall clock. Thread-safe.
 */
public final class Clock {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /** What to add to a monotonic reading to get nanoseconds since 1970. */
  private volatile long offsetNanos;

  public Clock() {
    anchor();
  }

  /** Sets the anchor anew. */
  public void anchor() {
    Instant wall = Instant.now();
    offsetNanos = wall.getEpochSecond() * NANOS_PER_SECOND + wall.getNano() - System.nanoTime();
  }

  /** A monotonic reading, in nanoseconds; only differences mean anything. */
  public static long nanos() {
    return System.nanoTime();
  }

  /** The moment of a monotonic reading, in nanoseconds since 1970. */
  public long epochNanos(long monotonicNanos) {
    return monotonicNanos + offsetNanos;
  }
}
