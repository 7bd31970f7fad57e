package io.tapmesh.api.traffic;

import static java.util.Objects.requireNonNull;

import io.tapmesh.api.ingest.Completeness;
import io.tapmesh.api.ingest.CompletenessReader;
import io.tapmesh.api.store.Row;
import io.tapmesh.api.store.Store;
import io.tapmesh.api.time.Window;
import io.tapmesh.api.traffic.ServiceDetail.Route;
import io.tapmesh.api.traffic.ServiceDetail.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Answers who calls whom. Thread-safe. */
public final class TrafficQuestions {

  private static final long REPORT_SECONDS = 10;

  private final Store store;
  private final CompletenessReader completeness;

  /** Asks this store. */
  public TrafficQuestions(Store store, CompletenessReader completeness) {
    this.store = requireNonNull(store, "store");
    this.completeness = requireNonNull(completeness, "completeness");
  }

  /** Every service that an edge of the window starts or ends at. */
  public ServiceList services(Window window, Instant now) {
    List<Service> services = new ArrayList<>();
    ServiceTotals.of(edges(window, EdgeSelection.all()))
        .forEach((name, totals) -> services.add(totals.shown(name, window.seconds())));
    return new ServiceList(window, completeness(window, now), services);
  }

  /** The graph of the window. */
  public Graph graph(Window window, Instant now) {
    List<EdgeTraffic> edges = edges(window, EdgeSelection.all());
    List<Graph.Node> nodes = new ArrayList<>();
    ServiceTotals.of(edges)
        .forEach(
            (name, totals) -> {
              Stats stats = Stats.of(totals.inbound(), window.seconds());
              nodes.add(new Graph.Node(name, NodeKind.of(name), Health.of(stats), stats));
            });
    return new Graph(window, completeness(window, now), nodes, shown(edges, window));
  }

  /** One service, or nothing if no edge of the window touches it. */
  public Optional<ServiceDetail> service(Window window, String name, Instant now) {
    List<EdgeTraffic> edges = edges(window, EdgeSelection.touching(name));
    if (edges.isEmpty()) {
      return Optional.empty();
    }
    ServiceTotals totals = ServiceTotals.of(edges).getOrDefault(name, ServiceTotals.none());
    List<EdgeTraffic> callers = edges.stream().filter(e -> e.destination().equals(name)).toList();
    List<EdgeTraffic> callees = edges.stream().filter(e -> e.source().equals(name)).toList();
    return Optional.of(
        new ServiceDetail(
            window,
            completeness(window, now),
            totals.shown(name, window.seconds()),
            callers.isEmpty() ? List.of() : routes(window, name),
            shown(callers, window),
            shown(callees, window)));
  }

  /** Golden signals over time. */
  public Series series(SeriesSubject subject, Window window, long stepSeconds, Instant now) {
    Map<Long, Traffic> seen = new TreeMap<>();
    store
        .list(
            TrafficSql.series(
                window, stepSeconds, subject.edges(), subject.route(), subject.method()),
            row -> Map.entry(row.number("at"), Traffic.read(row)))
        .forEach(entry -> seen.put(entry.getKey(), entry.getValue()));
    List<Series.Point> points = new ArrayList<>();
    for (Instant at = window.from(); at.isBefore(window.to()); at = at.plusSeconds(stepSeconds)) {
      Traffic traffic = seen.getOrDefault(at.getEpochSecond(), Traffic.NONE);
      points.add(new Series.Point(at, Stats.of(traffic, covered(window, at, stepSeconds))));
    }
    return new Series(window, completeness(window, now), stepSeconds, points);
  }

  /** Requests by service, method and route: what service levels are computed from. */
  public List<Outcome> outcomes(Window window, EdgeSelection selection) {
    return store.list(TrafficSql.outcomes(window, selection), Outcome::read);
  }

  /** The traffic report. */
  public TrafficReport report(Window window, Instant now) {
    List<TrafficReport.Row> rows =
        store.list(TrafficSql.report(window), row -> TrafficReport.Row.read(row, window));
    return TrafficReport.of(window, completeness(window, now), now, rows);
  }

  private List<EdgeTraffic> edges(Window window, EdgeSelection selection) {
    return store.list(TrafficSql.edges(window, selection), EdgeTraffic::read);
  }

  private List<Route> routes(Window window, String service) {
    Map<List<String>, Traffic> totals = new LinkedHashMap<>();
    Map<List<String>, List<Status>> statuses = new LinkedHashMap<>();
    for (RouteRow row : store.list(TrafficSql.routes(window, service), RouteRow::read)) {
      List<String> key = List.of(row.method, row.route);
      totals.merge(key, row.traffic, Traffic::plus);
      if (row.traffic.requests() > 0) {
        statuses
            .computeIfAbsent(key, k -> new ArrayList<>())
            .add(new Status(row.status, row.errorType, row.traffic.requests()));
      }
    }
    List<Route> routes = new ArrayList<>();
    totals.forEach(
        (key, traffic) ->
            routes.add(
                new Route(
                    key.get(0),
                    key.get(1),
                    Stats.of(traffic, window.seconds()),
                    statuses.getOrDefault(key, List.of()))));
    return routes;
  }

  private static List<Edge> shown(List<EdgeTraffic> edges, Window window) {
    return edges.stream().map(edge -> edge.shown(window.seconds())).toList();
  }

  /** The last step may have begun only just now; its rate is that of the part that has passed. */
  private static double covered(Window window, Instant at, long stepSeconds) {
    Instant end = at.plusSeconds(stepSeconds);
    if (!end.isAfter(window.to())) {
      return (double) stepSeconds;
    }
    // Proxies report every few seconds: over a shorter part than that, the rate would jump.
    return Math.max(
        new Window(at, window.to(), window.resolutionSeconds()).seconds(),
        (double) Math.min(stepSeconds, REPORT_SECONDS));
  }

  private Completeness completeness(Window window, Instant now) {
    return completeness.ofMetrics(window.from(), window.to(), now);
  }

  private record RouteRow(
      String method, String route, int status, String errorType, Traffic traffic) {

    static RouteRow read(Row row) {
      return new RouteRow(
          row.text("method"),
          row.text("route"),
          (int) row.number("status"),
          row.text("errorType"),
          Traffic.read(row));
    }
  }
}
