package io.tapmesh.api.traffic;

import io.tapmesh.api.store.Bindings;
import io.tapmesh.api.store.Query;
import io.tapmesh.api.time.Window;
import org.jspecify.annotations.Nullable;

/**
 * Every statement on the traffic rollups. All of them read through {@link #rows}, which decides for
 * each edge whose count is taken: the caller's proxy if it counted any request of the edge in the
 * window, else the callee's. So every answer for the same window is about the same requests. Where
 * no request ended, bytes decide in the same way: a connection is a request only when it ends, and
 * may have been open for days.
 */
final class TrafficSql {

  /** What {@link Traffic#read} reads. */
  static final String MEASURES =
      """
        sum(Requests) AS requests,
        sum(Errors) AS errors,
        sum(RequestBytes) AS requestBytes,
        sum(ResponseBytes) AS responseBytes,
        max(MaxSeconds) AS maxSeconds,
        sumMap(Latency) AS latency,
        latency.1 AS bucketKeys,
        CAST(latency.2, 'Array(Int64)') AS bucketCounts
      """
          .stripTrailing();

  private static final String SEEN = "Requests + RequestBytes + ResponseBytes";

  private static final String RANGE =
      "Time >= {from:DateTime('UTC')} AND Time < {to:DateTime('UTC')}";

  private TrafficSql() {}

  /** One row per edge. */
  static Query edges(Window window, EdgeSelection selection) {
    Bindings bindings = new Bindings();
    String sql =
        """
        SELECT
          Source AS source,
          Destination AS destination,
          any(Reporter) AS reporter,
          arraySort(groupUniqArrayIf(Protocol, %1$s > 0)) AS protocols,
          sumIf(Requests, TlsVersion != '') AS encryptedRequests,
          arraySort(groupUniqArrayIf(TlsVersion, %1$s > 0 AND TlsVersion != '')) AS tlsVersions,
        %2$s
        %3$s
        GROUP BY Source, Destination
        ORDER BY Source, Destination
        """
            .formatted(SEEN, MEASURES, rows(window, selection, bindings));
    return bindings.query("edges", sql);
  }

  /**
   * One row per method, route, status and kind of error of the requests that a service received.
   */
  static Query routes(Window window, String service) {
    Bindings bindings = new Bindings();
    String sql =
        """
        SELECT
          Method AS method,
          Route AS route,
          StatusCode AS status,
          ErrorType AS errorType,
        %s
        %s
        GROUP BY Method, Route, StatusCode, ErrorType
        ORDER BY Route, Method, StatusCode, ErrorType
        """
            .formatted(MEASURES, rows(window, EdgeSelection.into(service), bindings));
    return bindings.query("routes", sql);
  }

  /**
   * One row per step that saw requests.
   *
   * @param route null for all
   * @param method null for all
   */
  static Query series(
      Window window,
      long stepSeconds,
      EdgeSelection selection,
      @Nullable String route,
      @Nullable String method) {
    Bindings bindings = new Bindings().number("step", stepSeconds);
    StringBuilder narrowed = new StringBuilder();
    if (route != null) {
      bindings.text("route", route);
      narrowed.append("\n  AND Route = {route:String}");
    }
    if (method != null) {
      bindings.text("method", method);
      narrowed.append("\n  AND Method = {method:String}");
    }
    String sql =
        """
        SELECT
          intDiv(toUnixTimestamp(Time), {step:UInt32}) * {step:UInt32} AS at,
        %s
        %s%s
        GROUP BY at
        ORDER BY at
        """
            .formatted(MEASURES, rows(window, selection, bindings), narrowed);
    return bindings.query("series", sql);
  }

  /** One row per edge, protocol and TLS version. */
  static Query report(Window window) {
    Bindings bindings = new Bindings();
    String sql =
        """
        SELECT
          Source AS source,
          Destination AS destination,
          any(Reporter) AS reporter,
          Protocol AS protocol,
          TlsVersion AS tlsVersion,
          sum(Requests) AS requests,
          sum(Errors) AS errors,
          sum(RequestBytes) AS requestBytes,
          sum(ResponseBytes) AS responseBytes,
          toUnixTimestamp(min(Time)) AS firstSeen,
          toUnixTimestamp(max(Time)) AS lastSeen
        %s
        GROUP BY Source, Destination, Protocol, TlsVersion
        ORDER BY Source, Destination, Protocol, TlsVersion
        """
            .formatted(rows(window, EdgeSelection.all(), bindings));
    return bindings.query("report", sql);
  }

  /** One row per service, method and route of the requests that the selected services received. */
  static Query outcomes(Window window, EdgeSelection selection) {
    Bindings bindings = new Bindings();
    String sql =
        """
        SELECT
          Destination AS service,
          Method AS method,
          Route AS route,
        %s
        %s
        GROUP BY Destination, Method, Route
        """
            .formatted(MEASURES, rows(window, selection, bindings));
    return bindings.query("outcomes", sql);
  }

  /** FROM and WHERE: the rows of the selected edges in the window, each request counted once. */
  private static String rows(Window window, EdgeSelection selection, Bindings bindings) {
    bindings.seconds("from", window.from()).seconds("to", window.lastIntervalEnd());
    String condition = selection.condition(bindings);
    String edges = condition.isEmpty() ? RANGE : RANGE + "\n  AND " + condition;
    return """
        FROM %1$s
        WHERE %2$s
          AND (Source, Destination, Reporter) IN (
            SELECT Source, Destination, multiIf(
              sumIf(Requests, Reporter = 'client') > 0, 'client',
              sum(Requests) > 0, 'server',
              sumIf(%4$s, Reporter = 'client') > 0, 'client',
              'server')
            FROM %1$s
            WHERE %3$s
            GROUP BY Source, Destination
            HAVING sum(%4$s) > 0
          )"""
        .formatted(window.resolution().table(), edges, edges.replace("\n", "\n    "), SEEN);
  }
}
