package io.tapmesh.api.traffic;

import io.tapmesh.api.ingest.Completeness;
import io.tapmesh.api.time.Window;
import java.util.List;

/** Services and the calls between them. */
public record Graph(Window window, Completeness completeness, List<Node> nodes, List<Edge> edges) {

  /**
   * A service in the graph.
   *
   * @param stats of the requests that it received
   */
  public record Node(String name, NodeKind kind, Health health, Stats stats) {}
}
