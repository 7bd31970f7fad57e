package io.tapmesh.proxy.telemetry;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * The bucket of a value in an exponential histogram: bucket {@code k} of scale {@code s} holds
 * {@code 2^(k / 2^s) < value <= 2^((k + 1) / 2^s)}, as <a
 * href="https://opentelemetry.io/docs/specs/otel/metrics/data-model/#exponentialhistogram">the data
 * model</a> says. By the bits of the value and a table of exact bounds, without a logarithm.
 * Immutable.
 */
final class BucketIndex {

  private static final int MANTISSA_BITS = 52;
  private static final long MANTISSA = (1L << MANTISSA_BITS) - 1;
  private static final int EXPONENT_BIAS = 1023;
  private static final MathContext PRECISION = new MathContext(60, RoundingMode.HALF_EVEN);

  private final int scale;

  /** The mantissa of the largest value in each of a doubling's buckets but the last. */
  private final long[] upper;

  /** By the highest bits of a mantissa: the first bucket that it can be in. */
  private final int[] first;

  /** Buckets for a scale from 0 to 8. */
  BucketIndex(int scale) {
    if (scale < 0 || scale > 8) {
      throw new IllegalArgumentException("scale: " + scale + " (expected: 0 to 8)");
    }
    this.scale = scale;
    int buckets = 1 << scale;
    upper = new long[buckets];
    BigDecimal root = BigDecimal.valueOf(2);
    for (int i = 0; i < scale; i++) {
      root = root.sqrt(PRECISION);
    }
    BigDecimal bound = BigDecimal.ONE;
    for (int i = 0; i < buckets - 1; i++) {
      bound = bound.multiply(root, PRECISION);
      upper[i] = mantissaBelow(bound);
    }
    upper[buckets - 1] = MANTISSA;
    first = new int[buckets];
    for (int i = 0; i < buckets; i++) {
      long lowest = (long) i << (MANTISSA_BITS - scale);
      int bucket = 0;
      while (lowest > upper[bucket]) {
        bucket++;
      }
      first[i] = bucket;
    }
  }

  /** The mantissa of the largest double that is not above a bound between 1 and 2. */
  private static long mantissaBelow(BigDecimal bound) {
    double nearest = bound.doubleValue();
    double below = new BigDecimal(nearest).compareTo(bound) > 0 ? Math.nextDown(nearest) : nearest;
    return Double.doubleToRawLongBits(below) & MANTISSA;
  }

  int scale() {
    return scale;
  }

  /** The index of the bucket of a normal, positive, finite value. */
  int of(double value) {
    long bits = Double.doubleToRawLongBits(value);
    int exponent = (int) (bits >>> MANTISSA_BITS) - EXPONENT_BIAS;
    long mantissa = bits & MANTISSA;
    int base = exponent << scale;
    if (mantissa == 0) {
      // An exact power of two is the largest value of the bucket below.
      return base - 1;
    }
    int bucket = first[(int) (mantissa >>> (MANTISSA_BITS - scale))];
    while (mantissa > upper[bucket]) {
      bucket++;
    }
    return base + bucket;
  }
}
