package io.tapmesh.proxy.telemetry;

/** What exists only if there is a Kafka to ship to. */
record Shipping(
    KafkaLink kafka, SpanBudget budget, SpanQueue queue, SpanShipper spans, MetricShipper metrics) {

  int queued(SpanCounts counts) {
    return (int) Math.max(0, counts.inFlight() - spans.unacknowledged());
  }
}
