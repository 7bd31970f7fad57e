package io.tapmesh.proxy.telemetry;

import static java.util.Objects.requireNonNull;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.ExponentialHistogramBuckets;
import io.opentelemetry.sdk.metrics.data.ExponentialHistogramData;
import io.opentelemetry.sdk.metrics.data.ExponentialHistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.SumData;
import io.opentelemetry.sdk.metrics.export.MetricProducer;
import io.opentelemetry.sdk.resources.Resource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Collects what the event loops have counted: asks each for its values, adds those up that have the
 * same attributes, and gives them to the SDK's reader. Every value is in exactly one interval.
 * Thread-safe.
 */
final class LoopMetrics implements MetricProducer {

  /** How long a loop may take to answer; then its values are part of the next interval. */
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final List<LoopTelemetry> loops = new CopyOnWriteArrayList<>();
  private final InstrumentationScopeInfo scope;
  private final Clock clock;
  private volatile LiveSeries live = LiveSeries.ALL;
  private long startEpochNanos;

  LoopMetrics(InstrumentationScopeInfo scope, Clock clock) {
    this.scope = scope;
    this.clock = clock;
    startEpochNanos = clock.epochNanos(Clock.nanos());
  }

  /** From the next interval on, series of others are released. */
  void keep(LiveSeries wanted) {
    live = wanted;
  }

  void add(LoopTelemetry loop) {
    loops.add(loop);
  }

  @Override
  public synchronized Collection<MetricData> produce(Resource resource) {
    LiveSeries kept = live;
    loops.forEach(loop -> loop.request(kept));
    long deadline = Clock.nanos() + TIMEOUT_NANOS;
    Map<Instrument, Map<Attributes, Sum>> sums = new LinkedHashMap<>();
    for (LoopTelemetry loop : loops) {
      for (Cells.Taken taken : loop.await(Math.max(0, deadline - Clock.nanos()))) {
        sums.computeIfAbsent(taken.instrument(), key -> new LinkedHashMap<>())
            .computeIfAbsent(taken.attributes(), key -> new Sum())
            .add(taken);
      }
    }
    long end = clock.epochNanos(Clock.nanos());
    long start = Math.min(startEpochNanos, end);
    startEpochNanos = end;
    List<MetricData> metrics = new ArrayList<>(sums.size());
    sums.forEach(
        (instrument, points) -> metrics.add(metric(resource, instrument, points, start, end)));
    return metrics;
  }

  /** The values of all loops for one attribute set. */
  private static final class Sum {

    private @Nullable ExponentialHistogram histogram;
    private long sum;

    void add(Cells.Taken taken) {
      sum += taken.sum();
      ExponentialHistogram values = taken.histogram();
      if (histogram == null) {
        histogram = values;
      } else if (values != null) {
        histogram.add(values);
      }
    }
  }

  private MetricData metric(
      Resource resource, Instrument instrument, Map<Attributes, Sum> sums, long start, long end) {
    if (instrument.type() == Instrument.Type.SUM) {
      List<LongPointData> points = new ArrayList<>(sums.size());
      sums.forEach(
          (attributes, sum) -> points.add(LongPointData.create(start, end, attributes, sum.sum)));
      return new LoopMetricData(
          resource,
          scope,
          instrument,
          SumData.createLongSumData(true, AggregationTemporality.DELTA, points));
    }
    List<ExponentialHistogramPointData> points = new ArrayList<>(sums.size());
    sums.forEach(
        (attributes, sum) ->
            points.add(point(attributes, requireNonNull(sum.histogram), start, end)));
    return new LoopMetricData(
        resource,
        scope,
        instrument,
        ExponentialHistogramData.create(AggregationTemporality.DELTA, points));
  }

  private static ExponentialHistogramPointData point(
      Attributes attributes, ExponentialHistogram values, long start, long end) {
    int scale = values.scale();
    return ExponentialHistogramPointData.create(
        scale,
        values.sum(),
        values.zeroCount(),
        true,
        values.min(),
        true,
        values.max(),
        ExponentialHistogramBuckets.create(
            scale, values.offset(), Arrays.stream(values.buckets()).boxed().toList()),
        ExponentialHistogramBuckets.create(scale, 0, List.of()),
        start,
        end,
        attributes,
        List.of());
  }
}
