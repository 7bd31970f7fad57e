package io.tapmesh.api.traffic;

import java.util.Arrays;

/**
 * Latencies as the rollups keep them: an exponential histogram of scale 6. Bucket k holds 2^(k/64)
 * &lt; seconds &lt;= 2^((k+1)/64), so it is 1.09 % wide; zeros have a bucket of their own.
 * Histograms merge by adding. Immutable.
 *
 * <p>This is the one place that turns buckets into percentiles. A percentile is the nearest rank's:
 * the geometric middle of its bucket, which is at most 0.55 % from every value in it.
 * (Interpolating within the bucket would be closer for smooth distributions and up to 1.09 % off
 * for the others.)
 */
final class LatencyHistogram {

  static final LatencyHistogram EMPTY = new LatencyHistogram(new int[0], new long[0]);

  private static final int ZEROS = -32_768;
  private static final double BUCKETS_PER_DOUBLING = 64;

  private final int[] keys;
  private final long[] counts;
  private final long total;

  private LatencyHistogram(int[] keys, long[] counts) {
    this.keys = keys;
    this.counts = counts;
    this.total = Arrays.stream(counts).sum();
  }

  /**
   * From what {@code sumMap} returns.
   *
   * @param keys strictly ascending
   * @param counts as many
   */
  static LatencyHistogram of(int[] keys, long[] counts) {
    if (keys.length != counts.length) {
      throw new IllegalArgumentException(
          "histogram: " + counts.length + " counts (expected: " + keys.length + ")");
    }
    return keys.length == 0 ? EMPTY : new LatencyHistogram(keys.clone(), counts.clone());
  }

  long total() {
    return total;
  }

  LatencyHistogram plus(LatencyHistogram other) {
    if (other.keys.length == 0) {
      return this;
    }
    if (keys.length == 0) {
      return other;
    }
    int[] mergedKeys = new int[keys.length + other.keys.length];
    long[] mergedCounts = new long[mergedKeys.length];
    int n = 0;
    int i = 0;
    int j = 0;
    while (i < keys.length || j < other.keys.length) {
      boolean mine = j == other.keys.length || (i < keys.length && keys[i] <= other.keys[j]);
      boolean theirs = i == keys.length || (j < other.keys.length && other.keys[j] <= keys[i]);
      mergedKeys[n] = mine ? keys[i] : other.keys[j];
      mergedCounts[n++] = (mine ? counts[i++] : 0) + (theirs ? other.counts[j++] : 0);
    }
    return new LatencyHistogram(Arrays.copyOf(mergedKeys, n), Arrays.copyOf(mergedCounts, n));
  }

  /**
   * The value that a share of all values does not exceed (nearest rank), in seconds.
   *
   * @param quantile 0 to 1
   * @param maxSeconds the largest value seen; the answer is never above it
   * @throws IllegalStateException if the histogram is empty
   */
  double quantileSeconds(double quantile, double maxSeconds) {
    if (total == 0) {
      throw new IllegalStateException("an empty histogram has no quantiles");
    }
    long rank = Math.max(1, (long) Math.ceil(quantile * total));
    int i = 0;
    for (long seen = counts[0]; seen < rank; seen += counts[i]) {
      i++;
    }
    return keys[i] == ZEROS ? 0 : Math.min(middle(keys[i]), maxSeconds);
  }

  private static double middle(int key) {
    return Math.pow(2, (key + 0.5) / BUCKETS_PER_DOUBLING);
  }

  /** The key of the last bucket that ends at or, rounded to the nearest end, near this latency. */
  static int lastKeyWithin(double seconds) {
    double end = BUCKETS_PER_DOUBLING * Math.log(seconds) / Math.log(2);
    return (int) Math.round(end) - 1;
  }

  /** Where the bucket ends, in seconds. */
  static double upperBoundSeconds(int key) {
    return Math.pow(2, (key + 1) / BUCKETS_PER_DOUBLING);
  }

  /** No value is above this; 0 if there is none. */
  double upperBoundSeconds() {
    int last = keys.length - 1;
    return last < 0 || keys[last] == ZEROS ? 0 : upperBoundSeconds(keys[last]);
  }

  /** How many values lie in buckets up to this one. */
  long countThrough(int key) {
    long count = 0;
    for (int i = 0; i < keys.length && keys[i] <= key; i++) {
      count += counts[i];
    }
    return count;
  }
}
