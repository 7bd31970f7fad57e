package io.tapmesh.standalone.shop;

import java.util.OptionalInt;
import java.util.Random;

/**
 * How a service is today: how much slower than usual, and how many of its requests fail.
 * Thread-safe.
 *
 * <p>Service times are log-normal, as those of real services roughly are: most close to the median,
 * with a long tail.
 */
final class Condition {

  private static final double SIGMA = 0.45;
  private static final double LONGEST_IN_MEDIANS = 40;

  private final Random random;
  private final double usualErrorShare;
  private volatile Failing failing;
  private volatile double slowdown = 1;

  Condition(long seed, double usualErrorShare) {
    this.random = new Random(seed);
    this.usualErrorShare = usualErrorShare;
    this.failing = new Failing(usualErrorShare, 500);
  }

  /** The time that the next request needs, in milliseconds. */
  double nextServiceMillis(double medianMillis) {
    double factor = Math.min(LONGEST_IN_MEDIANS, Math.exp(SIGMA * random.nextGaussian()));
    return medianMillis * factor * slowdown;
  }

  /** The status that the next request fails with, if it is to fail. */
  OptionalInt nextFailure() {
    Failing current = failing;
    return random.nextDouble() < current.share
        ? OptionalInt.of(current.status)
        : OptionalInt.empty();
  }

  void slowDown(double factor) {
    slowdown = factor;
  }

  void fail(double share, int status) {
    failing = new Failing(share, status);
  }

  void recover() {
    slowdown = 1;
    failing = new Failing(usualErrorShare, 500);
  }

  private record Failing(double share, int status) {}
}
