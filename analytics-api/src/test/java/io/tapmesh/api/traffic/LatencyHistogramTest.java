package io.tapmesh.api.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {

  private static final double[] QUANTILES = {0, 0.001, 0.5, 0.9, 0.99, 0.999, 1};

  @Test
  void isWithinOnePercentWhateverTheDistribution() {
    Random random = new Random(1);
    assertWithinOnePercent(100_000, u -> Math.exp(3 * random.nextGaussian() - 5));
    assertWithinOnePercent(100_000, u -> u < 0.5 ? 0.001 : 10);
    assertWithinOnePercent(7, u -> u + 1e-9);
    assertWithinOnePercent(1, u -> 0.123456);
    // All values at the very end of a bucket, or just above its start.
    assertWithinOnePercent(1_000, u -> Math.pow(2, -7));
    assertWithinOnePercent(1_000, u -> Math.pow(2, -7) * (1 + 1e-12));
  }

  @Test
  void countsZerosAsZero() {
    LatencyHistogram histogram = LatencyHistogram.of(new int[] {-32_768, -64}, new long[] {60, 40});
    assertThat(histogram.quantileSeconds(0.5, 1)).isZero();
    assertThat(histogram.quantileSeconds(0.9, 1)).isGreaterThan(0.5);
  }

  @Test
  void isNeverAboveTheSlowestRequest() {
    LatencyHistogram histogram = LatencyHistogram.of(new int[] {-64}, new long[] {3});
    assertThat(histogram.quantileSeconds(0.99, 0.5001)).isEqualTo(0.5001);
  }

  @Test
  void addsUpLikeTheValuesThatItWasMadeOf() {
    Random random = new Random(2);
    double[] values = random.doubles(5_000).toArray();
    LatencyHistogram whole = of(values);
    LatencyHistogram sum = LatencyHistogram.EMPTY;
    for (int i = 0; i < values.length; i += 50) {
      sum = sum.plus(of(Arrays.copyOfRange(values, i, i + 50)));
    }
    assertThat(sum.total()).isEqualTo(values.length);
    for (double quantile : QUANTILES) {
      assertThat(sum.quantileSeconds(quantile, 1)).isEqualTo(whole.quantileSeconds(quantile, 1));
    }
  }

  @Test
  void judgesByTheNearestEndOfABucket() {
    for (double seconds : new double[] {1e-6, 0.0125, 0.1, 0.3, 1, 2.5, 86_400}) {
      LatencyThreshold threshold = LatencyThreshold.ofSeconds(seconds);
      assertThat(Math.abs(threshold.effectiveSeconds() / seconds - 1)).isLessThan(0.0055);
    }
    LatencyHistogram histogram = of(new double[] {0.1, 0.2, 0.24, 0.26, 0.5});
    // A quarter of a second is the end of a bucket: exact.
    assertThat(histogram.countThrough(LatencyThreshold.ofSeconds(0.25).lastKey())).isEqualTo(3);
  }

  private static void assertWithinOnePercent(int count, DoubleUnaryOperator value) {
    Random random = new Random(3);
    double[] values = random.doubles(count).map(value).toArray();
    Arrays.sort(values);
    LatencyHistogram histogram = of(values);
    for (double quantile : QUANTILES) {
      double truth = values[(int) Math.max(0, Math.ceil(quantile * count) - 1)];
      double answer = histogram.quantileSeconds(quantile, values[count - 1]);
      assertThat(Math.abs(answer / truth - 1)).as("quantile %s", quantile).isLessThan(0.0055);
    }
  }

  private static LatencyHistogram of(double[] values) {
    Map<Integer, Long> buckets = new TreeMap<>();
    for (double value : values) {
      buckets.merge((int) Math.ceil(Math.log(value) / Math.log(2) * 64) - 1, 1L, Long::sum);
    }
    return LatencyHistogram.of(
        buckets.keySet().stream().mapToInt(Integer::intValue).toArray(),
        buckets.values().stream().mapToLong(Long::longValue).toArray());
  }
}
