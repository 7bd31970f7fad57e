package io.tapmesh.proxy.telemetry;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.ExponentialHistogramBuckets;
import io.opentelemetry.sdk.metrics.data.ExponentialHistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Encodes the metrics of a proxy: delta exponential histograms and delta sums, all of one resource
 * and one scope.
 */
final class OtlpMetrics {

  private final Resource resource;
  private final InstrumentationScope scope;
  private final int maxBytes;

  /**
   * Makes an encoder.
   *
   * @param maxBytes how large a request may roughly become before another one is begun
   */
  OtlpMetrics(
      io.opentelemetry.sdk.resources.Resource resource,
      InstrumentationScopeInfo scope,
      int maxBytes) {
    this.resource = Otlp.resource(resource);
    this.scope = Otlp.scope(scope);
    this.maxBytes = maxBytes;
  }

  /** Encodes a collection as one record value, or as several if it is large. */
  List<Encoded> encode(Collection<MetricData> metrics) {
    Batch batch = new Batch();
    for (MetricData metric : metrics) {
      switch (metric.getType()) {
        case EXPONENTIAL_HISTOGRAM -> {
          for (ExponentialHistogramPointData point :
              metric.getExponentialHistogramData().getPoints()) {
            batch.add(metric, point(point));
          }
        }
        case LONG_SUM -> {
          for (LongPointData point : metric.getLongSumData().getPoints()) {
            batch.add(metric, point(point));
          }
        }
        case LONG_GAUGE -> {
          for (LongPointData point : metric.getLongGaugeData().getPoints()) {
            batch.addGauge(metric, point(point));
          }
        }
        default -> throw new IllegalArgumentException("metric type: " + metric.getType());
      }
    }
    return batch.finish();
  }

  /** The value of a record, and how many data points it holds. */
  static final class Encoded {
    private final byte[] bytes;
    private final long points;

    Encoded(byte[] bytes, long points) {
      this.bytes = bytes;
      this.points = points;
    }

    byte[] bytes() {
      return bytes;
    }

    long points() {
      return points;
    }
  }

  private final class Batch {

    private final List<Encoded> done = new ArrayList<>();
    private final List<Metric.Builder> metrics = new ArrayList<>();
    private String current = "";
    private long bytes;
    private long points;

    void add(MetricData data, ExponentialHistogramDataPoint point) {
      metric(data, point.getSerializedSize()).getExponentialHistogramBuilder().addDataPoints(point);
    }

    void add(MetricData data, NumberDataPoint point) {
      metric(data, point.getSerializedSize()).getSumBuilder().addDataPoints(point);
    }

    void addGauge(MetricData data, NumberDataPoint point) {
      metric(data, point.getSerializedSize()).getGaugeBuilder().addDataPoints(point);
    }

    private Metric.Builder metric(MetricData data, int size) {
      if (bytes + size > maxBytes && points > 0) {
        flush();
      }
      bytes += size;
      points++;
      if (!current.equals(data.getName())) {
        current = data.getName();
        metrics.add(describe(data));
      }
      return metrics.get(metrics.size() - 1);
    }

    private void flush() {
      ScopeMetrics.Builder scoped = ScopeMetrics.newBuilder().setScope(scope);
      metrics.forEach(scoped::addMetrics);
      byte[] encoded =
          ExportMetricsServiceRequest.newBuilder()
              .addResourceMetrics(
                  ResourceMetrics.newBuilder().setResource(resource).addScopeMetrics(scoped))
              .build()
              .toByteArray();
      done.add(new Encoded(encoded, points));
      metrics.clear();
      current = "";
      bytes = 0;
      points = 0;
    }

    List<Encoded> finish() {
      if (points > 0) {
        flush();
      }
      return done;
    }
  }

  private static Metric.Builder describe(MetricData data) {
    Metric.Builder metric =
        Metric.newBuilder()
            .setName(data.getName())
            .setDescription(data.getDescription())
            .setUnit(data.getUnit());
    AggregationTemporality delta = AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA;
    switch (data.getType()) {
      case EXPONENTIAL_HISTOGRAM ->
          metric.getExponentialHistogramBuilder().setAggregationTemporality(delta);
      case LONG_GAUGE -> metric.getGaugeBuilder();
      default ->
          metric
              .getSumBuilder()
              .setAggregationTemporality(delta)
              .setIsMonotonic(data.getLongSumData().isMonotonic());
    }
    return metric;
  }

  private static NumberDataPoint point(LongPointData data) {
    return NumberDataPoint.newBuilder()
        .setStartTimeUnixNano(data.getStartEpochNanos())
        .setTimeUnixNano(data.getEpochNanos())
        .addAllAttributes(Otlp.attributes(data.getAttributes()))
        .setAsInt(data.getValue())
        .build();
  }

  private static ExponentialHistogramDataPoint point(ExponentialHistogramPointData data) {
    ExponentialHistogramDataPoint.Builder point =
        ExponentialHistogramDataPoint.newBuilder()
            .setStartTimeUnixNano(data.getStartEpochNanos())
            .setTimeUnixNano(data.getEpochNanos())
            .addAllAttributes(Otlp.attributes(data.getAttributes()))
            .setCount(data.getCount())
            .setSum(data.getSum())
            .setScale(data.getScale())
            .setZeroCount(data.getZeroCount())
            .setPositive(buckets(data.getPositiveBuckets()));
    if (data.hasMin()) {
      point.setMin(data.getMin());
    }
    if (data.hasMax()) {
      point.setMax(data.getMax());
    }
    return point.build();
  }

  private static ExponentialHistogramDataPoint.Buckets buckets(ExponentialHistogramBuckets data) {
    return ExponentialHistogramDataPoint.Buckets.newBuilder()
        .setOffset(data.getOffset())
        .addAllBucketCounts(data.getBucketCounts())
        .build();
  }
}
