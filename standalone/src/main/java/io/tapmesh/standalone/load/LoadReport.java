package io.tapmesh.standalone.load;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The load generator's own count.
 *
 * @param requests sent on a connection, whatever became of them
 * @param errors those answered with 500 or above, or not at all
 * @param unanswered the part of the errors that got no whole response
 * @param notConnected attempts that found nobody listening; not among the requests
 * @param turnedAway visits that were not begun because too many requests were under way
 */
public record LoadReport(
    long requests,
    long errors,
    long unanswered,
    long notConnected,
    long turnedAway,
    List<RouteCount> routes) {

  /** Before anything was sent. */
  public static LoadReport none() {
    return new LoadReport(0, 0, 0, 0, 0, List.of());
  }

  /**
   * The count of one route.
   *
   * @param statuses requests by status; 0 stands for no response
   */
  public record RouteCount(
      String method, String route, long requests, long errors, Map<Integer, Long> statuses) {

    static RouteCount one(String method, String route, boolean error, int status) {
      return new RouteCount(method, route, 1, error ? 1 : 0, Map.of(status, 1L));
    }

    RouteCount plus(RouteCount other) {
      Map<Integer, Long> sum = new TreeMap<>(statuses);
      other.statuses.forEach((status, count) -> sum.merge(status, count, Long::sum));
      return new RouteCount(method, route, requests + other.requests, errors + other.errors, sum);
    }
  }
}
