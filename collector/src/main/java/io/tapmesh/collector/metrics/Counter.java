package io.tapmesh.collector.metrics;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** A number that only grows, one for each value of its labels. Thread-safe. */
final class Counter {

  private final String name;
  private final String help;
  private final Map<String, LongAdder> values = new ConcurrentHashMap<>();

  Counter(String name, String help) {
    this.name = name;
    this.help = help;
  }

  /**
   * @param labels as Prometheus writes them, without braces: {@code topic="otlp_spans"}
   */
  void add(String labels, long amount) {
    values.computeIfAbsent(labels, key -> new LongAdder()).add(amount);
  }

  long get(String labels) {
    LongAdder value = values.get(labels);
    return value == null ? 0 : value.sum();
  }

  long sum() {
    return values.values().stream().mapToLong(LongAdder::sum).sum();
  }

  void print(StringBuilder out) {
    Text.head(out, name, help, "counter");
    new TreeMap<>(values)
        .forEach((labels, value) -> Text.line(out, name, labels, Long.toString(value.sum())));
  }
}
