package io.tapmesh.proxy.testing;

import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The metrics on a topic, all intervals added up. */
public final class MetricsRead {

  private final List<Point> points = new ArrayList<>();
  private int records;

  /** A data point of a histogram or a sum. */
  public record Point(
      String service,
      String name,
      List<KeyValue> attributes,
      ExponentialHistogramDataPoint histogram,
      NumberDataPoint sum) {

    public String attribute(String key) {
      return SpansRead.attribute(attributes, key);
    }
  }

  void add(ExportMetricsServiceRequest request) {
    records++;
    request
        .getResourceMetricsList()
        .forEach(
            resource -> {
              String service =
                  SpansRead.attribute(resource.getResource().getAttributesList(), "service.name");
              resource
                  .getScopeMetricsList()
                  .forEach(scope -> scope.getMetricsList().forEach(metric -> add(service, metric)));
            });
  }

  private void add(String service, Metric metric) {
    String name = metric.getName();
    if (metric.hasGauge()) {
      metric
          .getGauge()
          .getDataPointsList()
          .forEach(p -> points.add(new Point(service, name, p.getAttributesList(), null, p)));
      return;
    }
    AggregationTemporality temporality =
        metric.hasSum()
            ? metric.getSum().getAggregationTemporality()
            : metric.getExponentialHistogram().getAggregationTemporality();
    if (temporality != AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA) {
      throw new AssertionError(name + " is " + temporality);
    }
    metric
        .getExponentialHistogram()
        .getDataPointsList()
        .forEach(p -> points.add(new Point(service, name, p.getAttributesList(), p, null)));
    metric
        .getSum()
        .getDataPointsList()
        .forEach(p -> points.add(new Point(service, name, p.getAttributesList(), null, p)));
  }

  public int records() {
    return records;
  }

  public List<Point> points(String name) {
    return points.stream().filter(point -> point.name().equals(name)).toList();
  }

  /** Recorded values of a histogram. */
  public long count(String name, Predicate<Point> which) {
    return points(name).stream().filter(which).mapToLong(p -> p.histogram().getCount()).sum();
  }

  /** Sum of the values of a histogram. */
  public double sum(String name, Predicate<Point> which) {
    return points(name).stream().filter(which).mapToDouble(p -> p.histogram().getSum()).sum();
  }

  /** Value of a counter. */
  public long counter(String name, Predicate<Point> which) {
    return points(name).stream().filter(which).mapToLong(p -> p.sum().getAsInt()).sum();
  }

  /** A percentile from the buckets of all points, in the middle of its bucket. */
  public double percentile(String name, double fraction, Predicate<Point> which) {
    Map<Integer, Long> buckets = new TreeMap<>();
    long total = 0;
    for (Point point : points(name)) {
      ExponentialHistogramDataPoint histogram = point.histogram();
      if (!which.test(point)) {
        continue;
      }
      if (histogram.getScale() != 6) {
        throw new AssertionError("scale " + histogram.getScale());
      }
      int index = histogram.getPositive().getOffset();
      for (long count : histogram.getPositive().getBucketCountsList()) {
        buckets.merge(index++, count, Long::sum);
        total += count;
      }
    }
    long rank = (long) Math.ceil(fraction * total);
    long seen = 0;
    for (Map.Entry<Integer, Long> bucket : buckets.entrySet()) {
      seen += bucket.getValue();
      if (seen >= rank) {
        return Math.pow(2, (bucket.getKey() + 0.5) / 64);
      }
    }
    throw new AssertionError("no values of " + name);
  }
}
