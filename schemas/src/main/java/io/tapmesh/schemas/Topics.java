package io.tapmesh.schemas;

import java.util.List;

/**
 * Kafka topics. Values are OTLP protobuf ({@code otlp_proto} in the terms of the OpenTelemetry
 * Collector's Kafka exporter and receiver), so anything that speaks to those speaks to us.
 */
public final class Topics {

  /** {@code ExportTraceServiceRequest}; every span of a trace lies on one partition. */
  public static final String SPANS = "otlp_spans";

  /** {@code ExportMetricsServiceRequest}; delta temporality. */
  public static final String METRICS = "otlp_metrics";

  /** {@code ExportLogsServiceRequest}. */
  public static final String LOGS = "otlp_logs";

  /** What the collector could not decode; the headers of {@link DeadLetter} say whence and why. */
  public static final String DEAD_LETTER = "tapmesh.deadletter";

  /** Every topic that carries telemetry, in the order in which they are created. */
  public static final List<String> TELEMETRY = List.of(SPANS, METRICS, LOGS);

  private Topics() {}
}
