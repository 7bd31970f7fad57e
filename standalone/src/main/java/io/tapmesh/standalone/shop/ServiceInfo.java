package io.tapmesh.standalone.shop;

import java.util.List;

/**
 * A service of the shop as seen from outside.
 *
 * @param name as in the mesh
 * @param calls the services that it calls
 * @param routes what it answers to, in the order in which they are tried
 */
public record ServiceInfo(String name, List<String> calls, List<RouteInfo> routes) {

  /**
   * A route of a service.
   *
   * @param template a path with placeholders: <code>/products/{id}</code>
   */
  public record RouteInfo(String method, String template) {}

  static ServiceInfo of(Service service) {
    List<RouteInfo> routes =
        service.routes().stream()
            .map(route -> new RouteInfo(route.method(), route.template()))
            .toList();
    return new ServiceInfo(service.name(), List.copyOf(service.calls()), routes);
  }
}
