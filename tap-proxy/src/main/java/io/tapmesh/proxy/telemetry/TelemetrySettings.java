package io.tapmesh.proxy.telemetry;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a proxy records.
 *
 * @param kafka the client's properties; null for no spans, and metrics on the admin port only
 * @param maxPeers different names of callers that are kept apart
 * @param maxRpcMethods names of methods of gRPC that are kept apart, of each service
 * @param maxSeries different attribute sets that all event loops together keep
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
    int maxRpcMethods,
    int maxSeries,
    Sampling sampling,
    Templating templating) {

  /**
   * Which requests get a span.
   *
   * @param ratio of the traces that begin here, from 0 to 1
   * @param keepErrors whether errors get one in any case
   * @param keepSlowerThan requests that took longer get one in any case; zero for none
   */
  public record Sampling(double ratio, boolean keepErrors, Duration keepSlowerThan) {}

  /**
   * Routes for paths that no configured route is for.
   *
   * @param maxValues names that are told apart at one position of a path
   * @param maxSegments segments that are remembered for a listener
   */
  public record Templating(boolean isOn, int maxValues, int maxSegments) {}

  /** The application that the telemetry is about. */
  public record ServiceIdentity(
      String name, @Nullable String namespace, @Nullable String version, String instance) {}
}
