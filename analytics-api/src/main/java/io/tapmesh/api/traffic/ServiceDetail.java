package io.tapmesh.api.traffic;

import io.tapmesh.api.ingest.Completeness;
import io.tapmesh.api.time.Window;
import java.util.List;

/** One service, its routes, who calls it and whom it calls. */
public record ServiceDetail(
    Window window,
    Completeness completeness,
    Service service,
    List<Route> routes,
    List<Edge> callers,
    List<Edge> dependencies) {

  /**
   * Requests of one method to one route.
   *
   * @param route empty where none was configured
   */
  public record Route(String method, String route, Stats stats, List<Status> statuses) {}

  /**
   * How requests ended.
   *
   * @param status 0 where there was no response
   * @param errorType empty where it was no error
   */
  public record Status(int status, String errorType, long requests) {}
}
