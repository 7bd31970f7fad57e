package io.tapmesh.proxy.telemetry;

import java.util.Collection;

/** Writes what recording says of itself: what was folded, and where spans and points have gone. */
final class TelemetryText {

  private TelemetryText() {}

  static void writeBounds(
      PrometheusText text,
      NameGuard callers,
      SeriesLimit series,
      RpcGuard rpc,
      Collection<PathTemplates> templates) {
    text.counter(
        "tapmesh_proxy_callers_folded_total",
        "Uses of callers' names beyond maxPeers.",
        callers.folded());
    text.gauge(
        "tapmesh_proxy_series", "Combinations of attributes that are told apart.", series.size());
    text.counter(
        "tapmesh_proxy_series_folded_total",
        "Requests and connections that were counted together because of maxSeries.",
        series.folded());
    text.counter(
        "tapmesh_proxy_rpc_methods_folded_total",
        "Calls of gRPC whose method is _OTHER: not known to exist, or beyond maxRpcMethods.",
        rpc.folded());
    text.counter(
        "tapmesh_proxy_route_positions_folded_total",
        "Positions of paths that became a parameter because of maxValues.",
        templates.stream().mapToLong(PathTemplates::folded).sum());
    text.counter(
        "tapmesh_proxy_routes_folded_total",
        "Requests whose route became {other} because of maxSegments.",
        templates.stream().mapToLong(PathTemplates::refused).sum());
  }

  static void writeSpans(PrometheusText text, SpanCounts counts, Shipping on) {
    SpanCounts.Reading spans = counts.read();
    text.counter("tapmesh_proxy_spans_ended_total", "Sampled spans.", spans.ended());
    text.counter(
        "tapmesh_proxy_spans_exported_total", "Spans that Kafka acknowledged.", spans.exported());
    String dropped = "tapmesh_proxy_spans_dropped_total";
    text.describe(dropped, "Spans that were given up, by reason.", "counter");
    spans
        .dropped()
        .forEach(
            (reason, count) ->
                text.sample(dropped, PrometheusText.label("reason", reason.label()), count));
    text.gauge(
        "tapmesh_proxy_spans_in_flight", "Ended, not exported, not dropped.", spans.inFlight());
    text.gauge("tapmesh_proxy_span_queue_size", "Spans that wait.", on.queued(spans.inFlight()));
    text.gauge("tapmesh_proxy_span_queue_capacity", "Room for spans.", on.budget().capacity());
    text.gauge(
        "tapmesh_proxy_span_exporter_failing",
        "1 while the export of spans fails by a fault of the proxy's own.",
        on.spans().isFailing() ? 1 : 0);
    text.gauge(
        "tapmesh_proxy_spans_unacknowledged", "Spans sent to Kafka.", on.spans().unacknowledged());
    text.counter(
        "tapmesh_proxy_kafka_send_errors_total",
        "Records that Kafka did not take at first.",
        on.spans().sendErrors() + on.metrics().sendErrors());
  }

  static void writeMetricPoints(PrometheusText text, MetricShipper shipper) {
    text.counter(
        "tapmesh_proxy_metric_points_offered_total", "Data points collected.", shipper.offered());
    text.counter(
        "tapmesh_proxy_metric_points_exported_total",
        "Data points that Kafka acknowledged.",
        shipper.exported());
    text.counter(
        "tapmesh_proxy_metric_points_dropped_total",
        "Data points beyond metricsBuffer.",
        shipper.dropped());
    text.gauge(
        "tapmesh_proxy_metric_exporter_failing",
        "1 while the export of metrics fails by a fault of the proxy's own.",
        shipper.isFailing() ? 1 : 0);
    text.gauge(
        "tapmesh_proxy_metric_points_waiting", "Data points on their way.", shipper.waiting());
  }
}
