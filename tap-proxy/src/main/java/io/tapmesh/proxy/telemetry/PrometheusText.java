package io.tapmesh.proxy.telemetry;

import io.opentelemetry.api.common.Attributes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * Writes metrics in <a
 * href="https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format">Prometheus'
 * text format</a>, version 0.0.4.
 */
public final class PrometheusText {

  /** For the {@code Content-Type} header. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final Appendable out;

  /** Makes a text that {@link #toString} gives. */
  public PrometheusText() {
    this(new StringBuilder(4096));
  }

  /**
   * Writes to a stream as it goes: with many series the whole would be many megabytes.
   *
   * @param out what it throws is thrown as an {@link UncheckedIOException}
   */
  public PrometheusText(Appendable out) {
    this.out = out;
  }

  /** A counter without labels. */
  public PrometheusText counter(String name, String help, long value) {
    describe(name, help, "counter");
    return sample(name, "", value);
  }

  /**
   * A counter with one label.
   *
   * @param values by the label's value
   */
  public PrometheusText counter(String name, String help, String label, Map<String, Long> values) {
    describe(name, help, "counter");
    values.forEach((key, value) -> sample(name, label(label, key), value));
    return this;
  }

  /** A gauge without labels. */
  public PrometheusText gauge(String name, String help, long value) {
    describe(name, help, "gauge");
    return sample(name, "", value);
  }

  /**
   * A gauge of 1 that carries texts.
   *
   * @param labels names and values in turn
   */
  public PrometheusText info(String name, String help, String... labels) {
    describe(name, help, "gauge");
    StringBuilder joined = new StringBuilder();
    for (int i = 0; i < labels.length; i += 2) {
      joined.append(i == 0 ? "" : ",").append(label(labels[i], labels[i + 1]));
    }
    return sample(name, joined.toString(), 1);
  }

  /** The lines before samples of the same name. */
  public PrometheusText describe(String name, String help, String type) {
    return add("# HELP ", name, " ", help, "\n", "# TYPE ", name, " ", type, "\n");
  }

  /**
   * One sample.
   *
   * @param labels as {@link #label} makes them, joined by commas; may be empty
   */
  public PrometheusText sample(String name, String labels, Object value) {
    add(name);
    if (!labels.isEmpty()) {
      add("{", labels, "}");
    }
    return add(" ", value.toString(), "\n");
  }

  /**
   * Says that this was all. A comment in this format, and the mark of the end in the one that
   * follows it: a page that was cut lacks it.
   */
  public PrometheusText end() {
    return add("# EOF\n");
  }

  private PrometheusText add(String... parts) {
    try {
      for (String part : parts) {
        out.append(part);
      }
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void histogram(MetricTotals.Histogram histogram) {
    String unit = histogram.unit.equals("s") ? "_seconds" : "_bytes";
    String name = histogram.name.replace('.', '_') + unit;
    describe(name, histogram.description, "histogram");
    for (Map.Entry<Attributes, MetricTotals.Series> entry : histogram.series.entrySet()) {
      String labels = labels(entry.getKey());
      MetricTotals.Series series = entry.getValue();
      long below = 0;
      for (int i = 0; i < histogram.bounds.length; i++) {
        below += series.counts[i];
        bucket(name, labels, number(histogram.bounds[i]), below);
      }
      bucket(name, labels, "+Inf", series.count);
      sample(name + "_sum", labels, series.sum);
      sample(name + "_count", labels, series.count);
    }
  }

  private void bucket(String name, String labels, String bound, long count) {
    String before = labels.isEmpty() ? "" : labels + ",";
    sample(name + "_bucket", before + label("le", bound), count);
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private static String labels(Attributes attributes) {
    StringBuilder labels = new StringBuilder();
    attributes.forEach(
        (key, value) ->
            labels
                .append(labels.isEmpty() ? "" : ",")
                .append(label(key.getKey().replace('.', '_'), value.toString())));
    return labels.toString();
  }

  /** A label with its value quoted. */
  public static String label(String name, String value) {
    String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return name + "=\"" + escaped + "\"";
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
