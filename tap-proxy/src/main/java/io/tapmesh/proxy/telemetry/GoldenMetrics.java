package io.tapmesh.proxy.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.context.Context;
import io.tapmesh.schemas.MetricNames;

/** The histograms of one direction. Thread-safe. */
final class GoldenMetrics {

  private static final double SECONDS_PER_NANO = 1e-9;

  private final DoubleHistogram duration;
  private final LongHistogram requestSize;
  private final LongHistogram responseSize;

  GoldenMetrics(Meter meter, Direction direction) {
    boolean inbound = direction == Direction.INBOUND;
    duration =
        meter
            .histogramBuilder(
                inbound
                    ? MetricNames.HTTP_SERVER_REQUEST_DURATION
                    : MetricNames.HTTP_CLIENT_REQUEST_DURATION)
            .setUnit("s")
            .setDescription("From the first byte of a request to the last byte of its response.")
            .build();
    requestSize =
        sizes(
            meter,
            inbound
                ? MetricNames.HTTP_SERVER_REQUEST_BODY_SIZE
                : MetricNames.HTTP_CLIENT_REQUEST_BODY_SIZE);
    responseSize =
        sizes(
            meter,
            inbound
                ? MetricNames.HTTP_SERVER_RESPONSE_BODY_SIZE
                : MetricNames.HTTP_CLIENT_RESPONSE_BODY_SIZE);
  }

  private static LongHistogram sizes(Meter meter, String name) {
    return meter
        .histogramBuilder(name)
        .ofLongs()
        .setUnit("By")
        .setDescription("Bytes of the bodies that are not empty.")
        .build();
  }

  void record(long durationNanos, long requestBytes, long responseBytes, Attributes attributes) {
    Context none = Context.root();
    duration.record(durationNanos * SECONDS_PER_NANO, attributes, none);
    if (requestBytes > 0) {
      requestSize.record(requestBytes, attributes, none);
    }
    if (responseBytes > 0) {
      responseSize.record(responseBytes, attributes, none);
    }
  }
}
