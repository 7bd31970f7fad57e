package io.tapmesh.standalone.load;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the load generator counted itself, without asking the mesh. Thread-safe.
 *
 * <p>Every request that was begun is in exactly one of {@code answered}, {@code unanswered} and
 * {@code notConnected}.
 */
final class RequestCounts {

  private static final int FIRST_SERVER_ERROR = 500;

  private final Map<String, LoadReport.RouteCount> byRoute = new TreeMap<>();
  private long unanswered;
  private long notConnected;
  private long turnedAway;

  /** A response came to its end. */
  synchronized void answered(Step step, int status) {
    add(step, status >= FIRST_SERVER_ERROR, status);
  }

  /** The request was sent, but no whole response came: an error. */
  synchronized void unanswered(Step step) {
    unanswered++;
    add(step, true, 0);
  }

  /** No connection, so no request: no count of the mesh can have it. */
  synchronized void notConnected() {
    notConnected++;
  }

  /** A visitor came while too many requests were under way. */
  synchronized void turnedAway() {
    turnedAway++;
  }

  synchronized LoadReport report() {
    long requests = 0;
    long errors = 0;
    for (LoadReport.RouteCount route : byRoute.values()) {
      requests += route.requests();
      errors += route.errors();
    }
    return new LoadReport(
        requests, errors, unanswered, notConnected, turnedAway, List.copyOf(byRoute.values()));
  }

  private void add(Step step, boolean error, int status) {
    LoadReport.RouteCount one =
        LoadReport.RouteCount.one(step.method(), step.route(), error, status);
    byRoute.merge(step.method() + " " + step.route(), one, LoadReport.RouteCount::plus);
  }
}
