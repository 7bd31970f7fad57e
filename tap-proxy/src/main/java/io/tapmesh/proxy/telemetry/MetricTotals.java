package io.tapmesh.proxy.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.data.ExponentialHistogramBuckets;
import io.opentelemetry.sdk.metrics.data.ExponentialHistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Adds up the intervals that were exported, so that the admin port can show totals since the start
 * which agree with what was sent. A series that was released is shown once more, and then
 * forgotten. Thread-safe.
 */
final class MetricTotals {

  /** Upper bounds in seconds. */
  private static final double[] SECONDS = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60
  };

  /** Upper bounds in bytes. */
  private static final double[] BYTES = {
    256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 16_777_216, 268_435_456
  };

  private final Map<String, Histogram> histograms = new TreeMap<>();
  private final int maxReleased;
  private int released;

  /**
   * Knows nothing yet.
   *
   * @param maxReleased series that wait for somebody to look at them once more
   */
  MetricTotals(int maxReleased) {
    this.maxReleased = maxReleased;
  }

  /** A histogram by name; its series keep the order in which they appeared. */
  static final class Histogram {
    final String name;
    final String unit;
    final String description;
    final double[] bounds;
    final Map<Attributes, Series> series = new LinkedHashMap<>();

    private Histogram(MetricData metric) {
      name = metric.getName();
      unit = metric.getUnit();
      description = metric.getDescription();
      bounds = unit.equals("s") ? SECONDS : BYTES;
    }

    private Histogram(Histogram other) {
      name = other.name;
      unit = other.unit;
      description = other.description;
      bounds = other.bounds;
      other.series.forEach((attributes, totals) -> series.put(attributes, new Series(totals)));
    }
  }

  /** Totals of one attribute set; {@code counts} has one entry more than there are bounds. */
  static final class Series {
    final long[] counts;
    long count;
    double sum;
    boolean isReleased;

    private Series(int bounds) {
      counts = new long[bounds + 1];
    }

    private Series(Series other) {
      counts = other.counts.clone();
      count = other.count;
      sum = other.sum;
      isReleased = other.isReleased;
    }
  }

  synchronized void add(Collection<MetricData> metrics) {
    for (MetricData metric : metrics) {
      if (metric.getType()
          == io.opentelemetry.sdk.metrics.data.MetricDataType.EXPONENTIAL_HISTOGRAM) {
        Histogram histogram =
            histograms.computeIfAbsent(metric.getName(), name -> new Histogram(metric));
        metric.getExponentialHistogramData().getPoints().forEach(point -> add(histogram, point));
      }
    }
  }

  /** Nothing is counted in these any more, unless something is added to them after all. */
  synchronized void release(Collection<SeriesLimit.Released> gone) {
    for (SeriesLimit.Released series : gone) {
      for (Instrument instrument : series.id().family().instruments()) {
        Histogram histogram = histograms.get(instrument.name());
        Series known = histogram == null ? null : histogram.series.get(series.attributes());
        if (known != null && !known.isReleased) {
          known.isReleased = true;
          released++;
        }
      }
    }
    if (released > maxReleased) {
      // Nobody looks.
      histograms.values().forEach(histogram -> forget(histogram, histogram.series.keySet()));
    }
  }

  private void forget(Histogram histogram, Collection<Attributes> shown) {
    for (Attributes attributes : List.copyOf(shown)) {
      Series series = histogram.series.get(attributes);
      if (series != null && series.isReleased) {
        histogram.series.remove(attributes);
        released--;
      }
    }
  }

  private void add(Histogram histogram, ExponentialHistogramPointData point) {
    double[] bounds = histogram.bounds;
    Series series =
        histogram.series.computeIfAbsent(
            point.getAttributes(), attributes -> new Series(bounds.length));
    if (series.isReleased) {
      series.isReleased = false;
      released--;
    }
    series.count += point.getCount();
    series.sum += point.getSum();
    series.counts[0] += point.getZeroCount();
    ExponentialHistogramBuckets buckets = point.getPositiveBuckets();
    List<Long> counts = buckets.getBucketCounts();
    double step = Math.pow(2, -point.getScale());
    for (int i = 0; i < counts.size(); i++) {
      if (counts.get(i) > 0) {
        // The middle of the bucket decides: a value is at most 0.6% away from it at our scale.
        double middle = Math.pow(2, (buckets.getOffset() + i + 0.5) * step);
        series.counts[index(bounds, middle)] += counts.get(i);
      }
    }
  }

  private static int index(double[] bounds, double value) {
    int index = 0;
    while (index < bounds.length && value > bounds[index]) {
      index++;
    }
    return index;
  }

  /** Writes all totals. Who reads slowly holds up nobody who adds. */
  void write(PrometheusText text) {
    for (String name : names()) {
      Histogram shown = copy(name);
      text.histogram(shown);
      shown.series.values().removeIf(series -> !series.isReleased);
      forget(name, shown.series.keySet());
    }
  }

  private synchronized void forget(String name, Collection<Attributes> shown) {
    Histogram histogram = histograms.get(name);
    if (histogram != null && !shown.isEmpty()) {
      forget(histogram, shown);
    }
  }

  private synchronized List<String> names() {
    return List.copyOf(histograms.keySet());
  }

  private synchronized Histogram copy(String name) {
    Histogram histogram = histograms.get(name);
    if (histogram == null) {
      throw new IllegalStateException("no histogram: " + name);
    }
    return new Histogram(histogram);
  }
}
