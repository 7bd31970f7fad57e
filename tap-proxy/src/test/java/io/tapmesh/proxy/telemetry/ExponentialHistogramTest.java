package io.tapmesh.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.Base2ExponentialHistogramOptions;
import io.opentelemetry.sdk.metrics.InstrumentSelector;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.View;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.ExponentialHistogramPointData;
import io.opentelemetry.sdk.metrics.export.CollectionRegistration;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our histogram holds what the SDK's would hold. */
final class ExponentialHistogramTest {

  /** The bounds of a doubling, exactly: a value is in bucket k if 2^k < value^n <= 2^(k+1). */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 6, 8})
  void boundsAreExact(int scale) {
    BucketIndex index = new BucketIndex(scale);
    int buckets = 1 << scale;
    for (int k = 1; k < buckets; k++) {
      double bound = Math.pow(2, (double) k / buckets);
      double below = bound;
      while (isAbove(below, k, buckets)) {
        below = Math.nextDown(below);
      }
      while (!isAbove(Math.nextUp(below), k, buckets)) {
        below = Math.nextUp(below);
      }
      assertThat(index.of(below)).isEqualTo(k - 1);
      assertThat(index.of(Math.nextUp(below))).isEqualTo(k);
      assertThat(index.of(below * 0x1p-30)).isEqualTo(k - 1 - 30 * buckets);
      assertThat(index.of(Math.nextUp(below) * 0x1p40)).isEqualTo(k + 40 * buckets);
    }
  }

  private static boolean isAbove(double value, int k, int buckets) {
    BigDecimal power = new BigDecimal(value).pow(buckets, new MathContext(400));
    return power.compareTo(BigDecimal.valueOf(2).pow(k)) > 0;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 6, 8})
  void powersOfTwoAreTheLargestOfTheirBucket(int scale) {
    BucketIndex index = new BucketIndex(scale);
    for (int exponent = -1022; exponent < 1023; exponent++) {
      double value = Math.scalb(1.0, exponent);
      assertThat(index.of(value)).isEqualTo((exponent << scale) - 1);
      assertThat(index.of(Math.nextUp(value))).isEqualTo(exponent << scale);
    }
  }

  @Test
  void sameCountsAsTheSdkInTheUsualRange() {
    Random random = new Random(1);
    compare(6, 1920, 100_000, () -> 1e-6 * Math.exp(random.nextDouble() * 18));
  }

  @Test
  void sameCountsAsTheSdkOfBytes() {
    Random random = new Random(2);
    compare(2, 160, 50_000, () -> 1 + random.nextInt(1 << random.nextInt(31)));
  }

  @Test
  void sameCountsAsTheSdkWhereTheRangeIsTooWideForTheScale() {
    Random random = new Random(3);
    compare(6, 1920, 20_000, () -> Math.exp(random.nextDouble() * 300 - 150));
    compare(6, 16, 1_000, () -> Math.exp(random.nextGaussian() * 3));
  }

  @Test
  void zerosAreCountedApart() {
    compare(6, 1920, 10, () -> 0);
  }

  @Test
  void partsAddUpToTheWhole() {
    Random random = new Random(4);
    BucketIndex index = new BucketIndex(6);
    for (int round = 0; round < 200; round++) {
      ExponentialHistogram whole = new ExponentialHistogram(index, 160);
      ExponentialHistogram sum = new ExponentialHistogram(index, 160);
      for (int part = 0; part < 4; part++) {
        ExponentialHistogram one = new ExponentialHistogram(index, 160);
        double spread = random.nextDouble() * 8;
        for (int i = random.nextInt(50); i > 0; i--) {
          double value = random.nextInt(9) == 0 ? 0 : Math.exp(random.nextGaussian() * spread);
          whole.record(value);
          one.record(value);
        }
        sum.add(one);
      }
      assertThat(sum.scale()).isEqualTo(whole.scale());
      assertThat(sum.count()).isEqualTo(whole.count());
      assertThat(sum.zeroCount()).isEqualTo(whole.zeroCount());
      assertThat(sum.min()).isEqualTo(whole.min());
      assertThat(sum.max()).isEqualTo(whole.max());
      if (Arrays.stream(whole.buckets()).sum() > 0) {
        assertThat(sum.offset()).isEqualTo(whole.offset());
        assertThat(sum.buckets()).isEqualTo(whole.buckets());
      }
    }
  }

  @Test
  void whatIsTakenIsGone() {
    ExponentialHistogram histogram = new ExponentialHistogram(new BucketIndex(6), 1920);
    histogram.record(1);
    assertThat(histogram.take().count()).isEqualTo(1);
    assertThat(histogram.take()).isNull();
    histogram.record(5);
    ExponentialHistogram second = histogram.take();
    assertThat(second.count()).isEqualTo(1);
    assertThat(second.min()).isEqualTo(5);
    assertThat(second.buckets()).containsExactly(1);
  }

  private static void compare(int scale, int buckets, int count, DoubleSupplier values) {
    ExponentialHistogram ours = new ExponentialHistogram(new BucketIndex(scale), buckets);
    Reader reader = new Reader();
    View view =
        View.builder()
            .setAggregation(
                Aggregation.base2ExponentialBucketHistogram(
                    Base2ExponentialHistogramOptions.builder()
                        .setMaxBuckets(buckets)
                        .setMaxScale(scale)
                        .build()))
            .build();
    try (SdkMeterProvider meters =
        SdkMeterProvider.builder()
            .registerMetricReader(reader)
            .registerView(InstrumentSelector.builder().setName("h").build(), view)
            .build()) {
      DoubleHistogram theirs = meters.get("test").histogramBuilder("h").build();
      for (int i = 0; i < count; i++) {
        double value = values.getAsDouble();
        ours.record(value);
        theirs.record(value);
      }
      ExponentialHistogramPointData point = reader.point();
      assertThat(ours.scale()).isEqualTo(point.getScale());
      assertThat(ours.count()).isEqualTo(point.getCount());
      assertThat(ours.zeroCount()).isEqualTo(point.getZeroCount());
      assertThat(ours.sum()).isCloseTo(point.getSum(), within(Math.ulp(point.getSum()) * count));
      assertThat(ours.min()).isEqualTo(point.getMin());
      assertThat(ours.max()).isEqualTo(point.getMax());
      List<Long> counts = point.getPositiveBuckets().getBucketCounts();
      assertThat(Arrays.stream(ours.buckets()).boxed().toList()).isEqualTo(counts);
      if (!counts.isEmpty()) {
        assertThat(ours.offset()).isEqualTo(point.getPositiveBuckets().getOffset());
      }
    }
  }

  private static final class Reader implements MetricReader {

    private CollectionRegistration registration = CollectionRegistration.noop();

    ExponentialHistogramPointData point() {
      return registration.collectAllMetrics().stream()
          .filter(metric -> metric.getName().equals("h"))
          .findFirst()
          .orElseThrow()
          .getExponentialHistogramData()
          .getPoints()
          .iterator()
          .next();
    }

    @Override
    public void register(CollectionRegistration collections) {
      registration = collections;
    }

    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType type) {
      return AggregationTemporality.DELTA;
    }

    @Override
    public CompletableResultCode forceFlush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
