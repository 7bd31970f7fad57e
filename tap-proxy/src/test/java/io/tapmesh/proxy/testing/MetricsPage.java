package io.tapmesh.proxy.testing;

import io.tapmesh.proxy.TapProxy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a proxy says at {@code /metrics}. */
public final class MetricsPage {

  private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
  private static final Pattern SAMPLE = Pattern.compile("(\\w+)(\\{.*})? (\\S+)");

  private final Map<String, String> types = new HashMap<>();
  private final Map<String, Double> samples = new LinkedHashMap<>();

  public MetricsPage(String page) {
    for (String line : page.lines().toList()) {
      Matcher type = TYPE.matcher(line);
      Matcher sample = SAMPLE.matcher(line);
      if (type.matches()) {
        types.put(type.group(1), type.group(2));
      } else if (!line.startsWith("#") && sample.matches()) {
        String labels = sample.group(2) == null ? "" : sample.group(2);
        samples.put(sample.group(1) + labels, Double.valueOf(sample.group(3)));
      }
    }
  }

  /** That of a running proxy. */
  public static MetricsPage of(TapProxy proxy) throws IOException {
    return of(proxy.adminAddress());
  }

  public static MetricsPage of(InetSocketAddress admin) throws IOException {
    try (Wire wire = Wire.connect(admin)) {
      wire.send("GET /metrics HTTP/1.0\r\n\r\n");
      wire.readHead();
      return new MetricsPage(wire.readToEnd());
    }
  }

  /** The values of all counters, by name and labels as the page has them. */
  public Map<String, Long> counters() {
    Map<String, Long> counters = new TreeMap<>();
    samples.forEach(
        (sample, value) -> {
          if ("counter".equals(types.get(name(sample)))) {
            counters.put(sample, value.longValue());
          }
        });
    return counters;
  }

  /**
   * The sum of the samples of a metric.
   *
   * @param labels that they have, each as {@code name="value"}
   */
  public long sum(String name, String... labels) {
    double sum = 0;
    for (Map.Entry<String, Double> sample : samples.entrySet()) {
      if (name(sample.getKey()).equals(name) && hasAll(sample.getKey(), labels)) {
        sum += sample.getValue();
      }
    }
    return (long) sum;
  }

  private static boolean hasAll(String sample, String... labels) {
    for (String label : labels) {
      if (!sample.contains("{" + label) && !sample.contains("," + label)) {
        return false;
      }
    }
    return true;
  }

  private static String name(String sample) {
    int brace = sample.indexOf('{');
    return brace < 0 ? sample : sample.substring(0, brace);
  }
}
