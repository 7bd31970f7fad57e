package io.tapmesh.collector.metrics;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How long inserts took, as a Prometheus histogram for each table. Thread-safe. */
final class InsertTimes {

  private static final String NAME = "tapmesh_collector_insert_seconds";
  private static final double[] BOUNDS_SECONDS = {
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30
  };
  private static final double NANOS_PER_SECOND = 1e9;

  private final Map<String, Series> byTable = new ConcurrentHashMap<>();

  private static final class Series {
    final LongAdder[] buckets = new LongAdder[BOUNDS_SECONDS.length + 1];
    final LongAdder nanos = new LongAdder();

    Series() {
      for (int i = 0; i < buckets.length; i++) {
        buckets[i] = new LongAdder();
      }
    }
  }

  void record(String table, long nanos) {
    Series series = byTable.computeIfAbsent(table, key -> new Series());
    int bucket = 0;
    while (bucket < BOUNDS_SECONDS.length && nanos > BOUNDS_SECONDS[bucket] * NANOS_PER_SECOND) {
      bucket++;
    }
    series.buckets[bucket].increment();
    series.nanos.add(nanos);
  }

  void print(StringBuilder out) {
    Text.head(out, NAME, "Time that successful inserts took.", "histogram");
    new TreeMap<>(byTable).forEach((table, series) -> print(out, table, series));
  }

  private static void print(StringBuilder out, String table, Series series) {
    String label = Text.label("table", table);
    long count = 0;
    for (int i = 0; i < series.buckets.length; i++) {
      count += series.buckets[i].sum();
      String bound = i < BOUNDS_SECONDS.length ? Double.toString(BOUNDS_SECONDS[i]) : "+Inf";
      Text.line(out, NAME + "_bucket", label + "," + Text.label("le", bound), Long.toString(count));
    }
    Text.line(out, NAME + "_sum", label, Double.toString(series.nanos.sum() / NANOS_PER_SECOND));
    Text.line(out, NAME + "_count", label, Long.toString(count));
  }
}
