package io.tapmesh.proxy.telemetry;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A histogram of exponential buckets that are made as values need them. Where the values of an
 * interval span more buckets than are allowed, neighbours are merged, which halves the resolution
 * and keeps the counts exact. Written by one thread.
 */
final class ExponentialHistogram {

  private static final int FIRST_BUCKETS = 16;
  private static final long[] NONE = new long[0];

  private final BucketIndex index;
  private final int maxBuckets;

  private long[] counts = NONE;
  private int offset;
  private int used;
  private int downscale;
  private long count;
  private long zeroCount;
  private double sum;
  private double min;
  private double max;

  ExponentialHistogram(BucketIndex index, int maxBuckets) {
    this.index = index;
    this.maxBuckets = maxBuckets;
  }

  /** Adds a value that is finite and not negative. */
  void record(double value) {
    if (count++ == 0) {
      min = value;
      max = value;
    } else if (value < min) {
      min = value;
    } else if (value > max) {
      max = value;
    }
    sum += value;
    if (value < Double.MIN_NORMAL) {
      zeroCount++;
    } else {
      add(index.of(value) >> downscale, 1);
    }
  }

  private void add(int bucket, long n) {
    int at = bucket - offset;
    if (at < 0 || at >= used) {
      at = makeRoom(bucket) - offset;
    }
    counts[at] += n;
  }

  /** Returns the bucket, which is another one if buckets had to be merged. */
  private int makeRoom(int bucket) {
    int target = bucket;
    if (used == 0) {
      offset = target;
      used = 1;
      counts = counts.length == 0 ? new long[FIRST_BUCKETS] : counts;
      return target;
    }
    while (Math.max(target, offset + used - 1) - Math.min(target, offset) >= maxBuckets) {
      merge();
      target >>= 1;
    }
    int low = Math.min(target, offset);
    int width = Math.max(target, offset + used - 1) - low + 1;
    int shift = offset - low;
    if (width > counts.length) {
      long[] wider = new long[Math.min(maxBuckets, Math.max(width, 2 * counts.length))];
      System.arraycopy(counts, 0, wider, shift, used);
      counts = wider;
    } else if (shift > 0) {
      System.arraycopy(counts, 0, counts, shift, used);
      Arrays.fill(counts, 0, shift, 0);
    }
    offset = low;
    used = width;
    return target;
  }

  /** Halves the resolution. */
  private void merge() {
    downscale++;
    if (used == 0) {
      return;
    }
    int low = offset >> 1;
    int width = ((offset + used - 1) >> 1) - low + 1;
    long[] merged = new long[Math.max(width, FIRST_BUCKETS)];
    for (int i = 0; i < used; i++) {
      merged[((offset + i) >> 1) - low] += counts[i];
    }
    counts = merged;
    offset = low;
    used = width;
  }

  /** Adds everything that another one of the same kind holds. */
  void add(ExponentialHistogram other) {
    if (other.count == 0) {
      return;
    }
    min = count == 0 ? other.min : Math.min(min, other.min);
    max = count == 0 ? other.max : Math.max(max, other.max);
    count += other.count;
    zeroCount += other.zeroCount;
    sum += other.sum;
    while (downscale < other.downscale) {
      merge();
    }
    for (int i = 0; i < other.used; i++) {
      if (other.counts[i] > 0) {
        // Merging may go on while we add.
        add((other.offset + i) >> (downscale - other.downscale), other.counts[i]);
      }
    }
  }

  /** What was recorded since the last time, or null if nothing was; begins anew. */
  @Nullable ExponentialHistogram take() {
    if (count == 0) {
      return null;
    }
    ExponentialHistogram taken = new ExponentialHistogram(index, maxBuckets);
    taken.counts = counts;
    taken.offset = offset;
    taken.used = used;
    taken.downscale = downscale;
    taken.count = count;
    taken.zeroCount = zeroCount;
    taken.sum = sum;
    taken.min = min;
    taken.max = max;
    counts = NONE;
    used = 0;
    downscale = 0;
    count = 0;
    zeroCount = 0;
    sum = 0;
    return taken;
  }

  int scale() {
    return index.scale() - downscale;
  }

  /** The index of the first of {@link #buckets}. */
  int offset() {
    return offset;
  }

  long[] buckets() {
    return Arrays.copyOf(counts, used);
  }

  long count() {
    return count;
  }

  long zeroCount() {
    return zeroCount;
  }

  double sum() {
    return sum;
  }

  double min() {
    return min;
  }

  double max() {
    return max;
  }
}
