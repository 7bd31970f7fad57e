package io.tapmesh.api.http;

import io.tapmesh.api.store.QueryObserver;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;

/**
 * What the API counts about itself, as Prometheus text. Labels are path templates, statuses and
 * names of questions, so their number is bounded. Thread-safe.
 *
 * <p>Every request that reached a handler or failed before one is in {@code
 * tapmesh_api_requests_total} once; every statement is in {@code tapmesh_api_queries_total} once.
 */
public final class ApiMetrics implements QueryObserver {

  private static final double NANOS_PER_SECOND = 1e9;

  private final ConcurrentMap<String, LongAdder> requests = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, LongAdder> requestNanos = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, LongAdder> queries = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, LongAdder> queryNanos = new ConcurrentHashMap<>();

  void requestEnded(String pathTemplate, int status, long nanos) {
    add(requests, "path=\"" + pathTemplate + "\",status=\"" + status + "\"", 1);
    add(requestNanos, "path=\"" + pathTemplate + "\"", nanos);
  }

  @Override
  public void ended(String name, String outcome, long nanos) {
    add(queries, "query=\"" + name + "\",outcome=\"" + outcome + "\"", 1);
    add(queryNanos, "query=\"" + name + "\"", nanos);
  }

  /**
   * The text for Prometheus.
   *
   * @param inFlight statements that run at this moment
   */
  String text(IntSupplier inFlight) {
    StringBuilder text = new StringBuilder(4_096);
    counter(text, "requests_total", "Requests by path template and status.", requests, 1);
    counter(text, "request_seconds_total", "Time spent on them.", requestNanos, NANOS_PER_SECOND);
    counter(text, "queries_total", "Statements by question and outcome.", queries, 1);
    counter(text, "query_seconds_total", "Time spent on them.", queryNanos, NANOS_PER_SECOND);
    header(text, "queries_in_flight", "Statements that run at this moment.", "gauge");
    text.append("tapmesh_api_queries_in_flight ").append(inFlight.getAsInt()).append('\n');
    return text.toString();
  }

  private static void counter(
      StringBuilder text, String name, String help, Map<String, LongAdder> series, double unit) {
    header(text, name, help, "counter");
    new TreeMap<>(series)
        .forEach(
            (labels, count) ->
                text.append("tapmesh_api_")
                    .append(name)
                    .append('{')
                    .append(labels)
                    .append("} ")
                    .append(value(count.sum(), unit))
                    .append('\n'));
  }

  private static String value(long count, double unit) {
    return unit == 1 ? Long.toString(count) : String.format(Locale.ROOT, "%.6f", count / unit);
  }

  private static void header(StringBuilder text, String name, String help, String type) {
    text.append("# HELP tapmesh_api_").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE tapmesh_api_").append(name).append(' ').append(type).append('\n');
  }

  private static void add(ConcurrentMap<String, LongAdder> series, String labels, long amount) {
    series.computeIfAbsent(labels, key -> new LongAdder()).add(amount);
  }
}
