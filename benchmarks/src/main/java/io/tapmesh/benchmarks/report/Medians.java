package io.tapmesh.benchmarks.report;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** Middle values. */
public final class Medians {

  private Medians() {}

  /** The median of what a function says of each item; of an even number the mean of both. */
  public static <T> double of(List<T> items, ToDoubleFunction<T> value) {
    if (items.isEmpty()) {
      throw new IllegalArgumentException("items: 0 (expected: >= 1)");
    }
    double[] sorted = items.stream().mapToDouble(value).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** The value that a share of the ascending values does not exceed. */
  public static long percentile(long[] ascending, double share) {
    if (ascending.length == 0) {
      throw new IllegalArgumentException("values: 0 (expected: >= 1)");
    }
    int rank = (int) Math.ceil(share * ascending.length);
    return ascending[Math.max(0, Math.min(ascending.length, rank) - 1)];
  }
}
