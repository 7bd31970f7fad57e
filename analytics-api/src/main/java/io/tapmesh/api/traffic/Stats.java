package io.tapmesh.api.traffic;

import org.jspecify.annotations.Nullable;

/**
 * The golden signals of some set of requests, as the API shows them.
 *
 * @param errorRatio 0 to 1; 0 where there was no request
 * @param p50Millis null where there was no request, as the other latencies
 */
public record Stats(
    long requests,
    long errors,
    double errorRatio,
    double requestsPerSecond,
    @Nullable Double p50Millis,
    @Nullable Double p90Millis,
    @Nullable Double p99Millis,
    @Nullable Double maxMillis,
    long requestBytes,
    long responseBytes) {

  private static final double MILLIS = 1e3;
  private static final double TENTH_MICROS_PER_MILLI = 1e4;

  static Stats of(Traffic traffic, double seconds) {
    boolean seen = traffic.latency().total() > 0;
    return new Stats(
        traffic.requests(),
        traffic.errors(),
        traffic.requests() == 0 ? 0 : Math.min(1, (double) traffic.errors() / traffic.requests()),
        traffic.requests() / seconds,
        seen ? quantileMillis(traffic, 0.5) : null,
        seen ? quantileMillis(traffic, 0.9) : null,
        seen ? quantileMillis(traffic, 0.99) : null,
        seen ? rounded(traffic.slowestSeconds() * MILLIS) : null,
        traffic.requestBytes(),
        traffic.responseBytes());
  }

  private static double quantileMillis(Traffic traffic, double quantile) {
    return rounded(traffic.latency().quantileSeconds(quantile, traffic.slowestSeconds()) * MILLIS);
  }

  /** More digits than the buckets can vouch for would only be noise. */
  private static double rounded(double millis) {
    return Math.round(millis * TENTH_MICROS_PER_MILLI) / TENTH_MICROS_PER_MILLI;
  }
}
