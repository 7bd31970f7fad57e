package io.tapmesh.api.traffic;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What each service received and sent: the sums of the edges into it and out of it, so that the
 * numbers of services, graph and report agree by construction.
 */
record ServiceTotals(Traffic inbound, Traffic outbound) {

  private static final ServiceTotals NONE = new ServiceTotals(Traffic.NONE, Traffic.NONE);

  /** By name, sorted; every name that an edge starts or ends at. */
  static SortedMap<String, ServiceTotals> of(List<EdgeTraffic> edges) {
    SortedMap<String, ServiceTotals> totals = new TreeMap<>();
    for (EdgeTraffic edge : edges) {
      ServiceTotals out = new ServiceTotals(Traffic.NONE, edge.traffic());
      ServiceTotals in = new ServiceTotals(edge.traffic(), Traffic.NONE);
      totals.merge(edge.source(), out, ServiceTotals::plus);
      totals.merge(edge.destination(), in, ServiceTotals::plus);
    }
    return totals;
  }

  static ServiceTotals none() {
    return NONE;
  }

  Service shown(String name, double seconds) {
    return new Service(
        name, NodeKind.of(name), Stats.of(inbound, seconds), Stats.of(outbound, seconds));
  }

  private ServiceTotals plus(ServiceTotals other) {
    return new ServiceTotals(inbound.plus(other.inbound), outbound.plus(other.outbound));
  }
}
