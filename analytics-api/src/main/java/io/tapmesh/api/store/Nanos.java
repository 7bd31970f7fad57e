package io.tapmesh.api.store;

import java.time.Instant;

/**
 * Instants as nanoseconds since 1970, as {@code DateTime64(9)} counts them (years 1678 to 2262).
 */
public final class Nanos {

  private static final long PER_SECOND = 1_000_000_000;

  private Nanos() {}

  /**
   * Nanoseconds since 1970.
   *
   * @throws ArithmeticException outside of the years that fit
   */
  public static long of(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), PER_SECOND), instant.getNano());
  }

  /** The inverse of {@link #of}. */
  public static Instant toInstant(long nanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(nanos, PER_SECOND), Math.floorMod(nanos, PER_SECOND));
  }
}
