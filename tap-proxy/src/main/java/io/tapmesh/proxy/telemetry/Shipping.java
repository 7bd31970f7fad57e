package io.tapmesh.proxy.telemetry;

/** What exists only if there is a Kafka to ship to. */
record Shipping(
    KafkaLink kafka, SpanBudget budget, SpanQueue queue, SpanShipper spans, MetricShipper metrics) {

  /** Of the spans in flight, those that Kafka has not been sent. */
  int queued(long inFlight) {
    return (int) Math.max(0, inFlight - spans.unacknowledged());
  }
}
