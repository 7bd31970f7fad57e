package io.tapmesh.proxy.telemetry;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a proxy records.
 *
 * @param kafka the client's properties; null for no spans, and metrics on the admin port only
 * @param maxPeers different names of callers that are kept apart
 * @param maxSeries different attribute sets for each listener and event loop
 */
public record TelemetrySettings(
    ServiceIdentity service,
    @Nullable Map<String, Object> kafka,
    Duration metricsInterval,
    long metricsBufferBytes,
    int spanQueueSize,
    int spanBatchSize,
    Duration spanBatchDelay,
    int maxPeers,
    int maxSeries) {

  /** The application that the telemetry is about. */
  public record ServiceIdentity(
      String name, @Nullable String namespace, @Nullable String version, String instance) {}
}
