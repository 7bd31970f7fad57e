package io.tapmesh.api.traffic;

import io.tapmesh.api.store.Row;

/** What became of the requests of one method to one route of a service. */
public final class Outcome {

  private final String service;
  private final String method;
  private final String route;
  private final Traffic traffic;

  private Outcome(String service, String method, String route, Traffic traffic) {
    this.service = service;
    this.method = method;
    this.route = route;
    this.traffic = traffic;
  }

  static Outcome read(Row row) {
    return new Outcome(
        row.text("service"), row.text("method"), row.text("route"), Traffic.read(row));
  }

  /** The callee. */
  public String service() {
    return service;
  }

  /** The method of the requests. */
  public String method() {
    return method;
  }

  /** The route's template; empty where none was configured. */
  public String route() {
    return route;
  }

  /** All of them. */
  public long requests() {
    return traffic.requests();
  }

  /** Those that failed. */
  public long errors() {
    return traffic.errors();
  }

  /** Those that took longer. */
  public long slowerThan(LatencyThreshold threshold) {
    return traffic.latency().total() - traffic.latency().countThrough(threshold.lastKey());
  }
}
