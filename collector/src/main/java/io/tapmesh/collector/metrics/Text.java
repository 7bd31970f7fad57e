package io.tapmesh.collector.metrics;

/**
 * Lines of Prometheus' <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">text
 * format</a>, version 0.0.4.
 */
final class Text {

  private Text() {}

  static void head(StringBuilder out, String name, String help, String type) {
    out.append("# HELP ").append(name).append(' ').append(help).append('\n');
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  static void line(StringBuilder out, String name, String labels, String value) {
    out.append(name);
    if (!labels.isEmpty()) {
      out.append('{').append(labels).append('}');
    }
    out.append(' ').append(value).append('\n');
  }

  /** One label. The values are names of ours: nothing in them needs escaping. */
  static String label(String key, Object value) {
    return key + "=\"" + value + '"';
  }
}
