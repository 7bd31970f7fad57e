package io.tapmesh.api.traffic;

import io.tapmesh.api.store.Row;

/**
 * What was counted of some set of requests; sets that do not overlap add up.
 *
 * @param errors of {@code requests}
 * @param maxSeconds the slowest; 0 if whoever counted did not say
 */
record Traffic(
    long requests,
    long errors,
    long requestBytes,
    long responseBytes,
    double maxSeconds,
    LatencyHistogram latency) {

  static final Traffic NONE = new Traffic(0, 0, 0, 0, 0, LatencyHistogram.EMPTY);

  /** Reads the columns of {@link TrafficSql#MEASURES}. */
  static Traffic read(Row row) {
    return new Traffic(
        row.number("requests"),
        row.number("errors"),
        row.number("requestBytes"),
        row.number("responseBytes"),
        row.real("maxSeconds"),
        LatencyHistogram.of(row.ints("bucketKeys"), row.longs("bucketCounts")));
  }

  /** The slowest request, or the most that it can have taken. */
  double slowestSeconds() {
    return maxSeconds > 0 ? maxSeconds : latency.upperBoundSeconds();
  }

  Traffic plus(Traffic other) {
    return new Traffic(
        requests + other.requests,
        errors + other.errors,
        requestBytes + other.requestBytes,
        responseBytes + other.responseBytes,
        Math.max(maxSeconds, other.maxSeconds),
        latency.plus(other.latency));
  }
}
