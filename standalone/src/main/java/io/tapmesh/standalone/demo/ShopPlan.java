package io.tapmesh.standalone.demo;

import io.tapmesh.standalone.shop.ServiceInfo;
import io.tapmesh.standalone.shop.Shop;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who listens where: each service of the shop, the proxy in front of it, and the listener towards
 * each service that it calls.
 */
public record ShopPlan(Map<String, Workload> workloads) {

  /**
   * The ports of one service, all on 127.0.0.1.
   *
   * @param app where the service itself listens
   * @param inbound where its proxy listens for callers
   * @param outbound where its proxy listens for the service's own calls, by the name of the callee
   */
  public record Workload(int app, int inbound, Map<String, Integer> outbound) {}

  /** A plan on ports that are free now. */
  static ShopPlan onFreePorts() {
    List<ServiceInfo> services = Shop.map();
    int count = services.stream().mapToInt(service -> 2 + service.calls().size()).sum();
    Iterator<Integer> ports = FreePorts.find(count).iterator();
    Map<String, Workload> workloads = new LinkedHashMap<>();
    // The frontend's inbound listener gets the lowest one: it is the address that people type.
    for (ServiceInfo service : services) {
      int inbound = ports.next();
      int app = ports.next();
      Map<String, Integer> outbound = new LinkedHashMap<>();
      service.calls().forEach(peer -> outbound.put(peer, ports.next()));
      workloads.put(service.name(), new Workload(app, inbound, outbound));
    }
    return new ShopPlan(workloads);
  }

  Workload workload(String service) {
    Workload workload = workloads.get(service);
    if (workload == null) {
      throw new IllegalArgumentException(
          "service: " + service + " (expected: one of " + workloads.keySet() + ")");
    }
    return workload;
  }

  /** Where the shop's users go. */
  String frontendUrl() {
    return "http://127.0.0.1:" + workload(Shop.FRONTEND).inbound();
  }
}
