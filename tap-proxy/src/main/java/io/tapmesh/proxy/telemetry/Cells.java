package io.tapmesh.proxy.telemetry;

import io.opentelemetry.api.common.Attributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values of one attribute set in the current interval. Used on one event loop only. */
final class Cells {

  private final Family family;
  private final Attributes attributes;
  private final @Nullable ExponentialHistogram[] histograms;
  private final long[] sums;

  Cells(Family family, Attributes attributes) {
    this.family = family;
    this.attributes = attributes;
    histograms = new ExponentialHistogram[family.instruments().size()];
    sums = new long[family.instruments().size()];
  }

  Attributes attributes() {
    return attributes;
  }

  /** Adds a value to a histogram of the family. */
  void record(int instrument, double value) {
    ExponentialHistogram histogram = histograms[instrument];
    if (histogram == null) {
      histogram = family.instruments().get(instrument).type().newHistogram();
      histograms[instrument] = histogram;
    }
    histogram.record(value);
  }

  /** Adds to a sum of the family. */
  void add(int instrument, long more) {
    sums[instrument] += more;
  }

  /** Moves what was recorded since the last time; says whether that is anything. */
  boolean take(List<Taken> into) {
    int before = into.size();
    for (int i = 0; i < sums.length; i++) {
      Instrument instrument = family.instruments().get(i);
      ExponentialHistogram histogram = histograms[i];
      ExponentialHistogram values = histogram == null ? null : histogram.take();
      if (values != null) {
        into.add(new Taken(instrument, attributes, values, 0));
      } else if (sums[i] > 0) {
        into.add(new Taken(instrument, attributes, null, sums[i]));
        sums[i] = 0;
      }
    }
    return into.size() > before;
  }

  /**
   * The values of an interval.
   *
   * @param histogram null for a sum
   * @param sum 0 for a histogram
   */
  record Taken(
      Instrument instrument,
      Attributes attributes,
      @Nullable ExponentialHistogram histogram,
      long sum) {}
}
