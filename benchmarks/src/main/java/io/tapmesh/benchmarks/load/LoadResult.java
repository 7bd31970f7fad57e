package io.tapmesh.benchmarks.load;

/**
 * What a load generator counted.
 *
 * @param requests that were answered with 2xx
 * @param failures all others: other statuses, errors of connections, timeouts
 * @param bytes that it read
 */
public record LoadResult(long requests, long failures, double seconds, long bytes) {

  public double requestsPerSecond() {
    return requests / seconds;
  }

  public double megabytesPerSecond() {
    return bytes / seconds / 1e6;
  }
}
