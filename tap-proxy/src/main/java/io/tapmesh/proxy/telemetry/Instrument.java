package io.tapmesh.proxy.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * What is measured, by the name and the unit that it is exported with.
 *
 * @param unit after <a href="https://ucum.org/ucum">UCUM</a>
 * @param type how the values of an interval are summed up
 */
record Instrument(String name, String unit, String description, Type type) {

  /** What becomes of values. */
  enum Type {
    /** An exponential histogram of seconds: buckets of 1.1%, a percentile is within 0.6%. */
    SECONDS(new BucketIndex(6), 1920),
    /** An exponential histogram of bytes: buckets of 19%. */
    BYTES(new BucketIndex(2), 160),
    /** A sum that only grows. */
    SUM(null, 0);

    @SuppressWarnings("ImmutableEnumChecker") // Its tables are never written again.
    private final @Nullable BucketIndex index;

    private final int maxBuckets;

    Type(@Nullable BucketIndex index, int maxBuckets) {
      this.index = index;
      this.maxBuckets = maxBuckets;
    }

    ExponentialHistogram newHistogram() {
      if (index == null) {
        throw new IllegalStateException(this + " has no buckets");
      }
      return new ExponentialHistogram(index, maxBuckets);
    }
  }

  static Instrument seconds(String name, String description) {
    return new Instrument(name, "s", description, Type.SECONDS);
  }

  static Instrument bytes(String name, String description) {
    return new Instrument(name, "By", description, Type.BYTES);
  }

  static Instrument sum(String name, String unit, String description) {
    return new Instrument(name, unit, description, Type.SUM);
  }
}
