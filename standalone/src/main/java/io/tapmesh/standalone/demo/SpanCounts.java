package io.tapmesh.standalone.demo;

import java.util.Map;
import java.util.TreeMap;

/**
 * What became of the spans of all proxies: {@code made = exported + dropped + in flight}.
 *
 * @param made ended in a proxy
 * @param exported acknowledged by Kafka
 * @param dropped by reason
 */
public record SpanCounts(long made, long exported, Map<String, Long> dropped) {

  static SpanCounts none() {
    return new SpanCounts(0, 0, Map.of());
  }

  SpanCounts plus(SpanCounts other) {
    Map<String, Long> sum = new TreeMap<>(dropped);
    other.dropped.forEach((reason, count) -> sum.merge(reason, count, Long::sum));
    return new SpanCounts(made + other.made, exported + other.exported, sum);
  }

  long droppedTotal() {
    return dropped.values().stream().mapToLong(Long::longValue).sum();
  }
}
