package io.tapmesh.standalone.load;

import java.time.Duration;
import java.util.Random;

/**
 * When visitors arrive: a Poisson process whose rate swings slowly around its mean, as days do at a
 * shop, only faster. Not thread-safe.
 */
final class Arrivals {

  private static final double SWING = 0.3;
  private static final double PERIOD_SECONDS = Duration.ofMinutes(3).toSeconds();
  private static final double NANOS_PER_SECOND = 1e9;

  private final double meanPerSecond;
  private final Random random;

  /**
   * @param meanPerSecond averaged over whole periods of three minutes
   */
  Arrivals(double meanPerSecond, Random random) {
    this.meanPerSecond = meanPerSecond;
    this.random = random;
  }

  /** The expected rate at a moment, per second. */
  double rateAt(double elapsedSeconds) {
    return meanPerSecond * (1 + SWING * Math.sin(2 * Math.PI * elapsedSeconds / PERIOD_SECONDS));
  }

  /**
   * The next arrival, in nanoseconds since the start, by thinning: candidates come at the highest
   * rate, and each is kept with the share that the rate at its moment has of it.
   */
  long nextAfter(long elapsedNanos) {
    double highest = meanPerSecond * (1 + SWING);
    double seconds = elapsedNanos / NANOS_PER_SECOND;
    do {
      seconds += -Math.log(1 - random.nextDouble()) / highest;
    } while (random.nextDouble() * highest > rateAt(seconds));
    return Math.round(seconds * NANOS_PER_SECOND);
  }
}
