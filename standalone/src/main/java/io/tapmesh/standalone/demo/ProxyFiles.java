package io.tapmesh.standalone.demo;

import io.tapmesh.standalone.shop.ServiceInfo;
import io.tapmesh.standalone.shop.ServiceInfo.RouteInfo;
import io.tapmesh.standalone.shop.Shop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The configuration files of the shop's proxies: the same files that somebody would write by hand
 * for services of their own, one for each service.
 */
final class ProxyFiles {

  private final ShopPlan plan;
  private final String kafka;
  private final Map<String, List<RouteInfo>> routes = new TreeMap<>();

  ProxyFiles(ShopPlan plan, String kafka) {
    this.plan = plan;
    this.kafka = kafka;
    Shop.map().forEach(service -> routes.put(service.name(), service.routes()));
  }

  /** Writes a file for each service, and removes what an earlier start left. */
  void write(Path directory) {
    try {
      Files.createDirectories(directory);
      try (DirectoryStream<Path> old = Files.newDirectoryStream(directory, "*.yaml")) {
        for (Path file : old) {
          Files.delete(file);
        }
      }
      for (ServiceInfo service : Shop.map()) {
        Files.writeString(directory.resolve(service.name() + ".yaml"), text(service.name()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the proxies' configuration to " + directory, e);
    }
  }

  String text(String service) {
    ShopPlan.Workload workload = plan.workload(service);
    StringBuilder yaml = new StringBuilder(1_000);
    yaml.append(
        """
        # Written at each start of the demo.
        apiVersion: tapmesh.io/v1
        kind: TapProxy
        metadata:
          name: %s
          namespace: shop
        spec:
          admin:
            listen: 127.0.0.1:0
          eventLoopThreads: 1
          telemetry:
            kafka:
              bootstrapServers: %s
            metricsInterval: 1s
          drain:
            timeout: 10s
            flushTimeout: 20s
          inbound:
            # Callers connect here; the service itself listens there.
            - listen: 127.0.0.1:%d
              application: 127.0.0.1:%d
              protocol: http
        """
            .formatted(service, kafka, workload.inbound(), workload.app()));
    appendRoutes(yaml, service);
    if (!workload.outbound().isEmpty()) {
      yaml.append("  outbound:\n");
    }
    workload
        .outbound()
        .forEach(
            (peer, port) -> {
              yaml.append(
                  """
                      - listen: 127.0.0.1:%d
                        service: %s
                        protocol: http
                        endpoints: ["127.0.0.1:%d"]
                  """
                      .formatted(port, peer, plan.workload(peer).inbound()));
              appendRoutes(yaml, peer);
            });
    return yaml.toString();
  }

  private void appendRoutes(StringBuilder yaml, String service) {
    yaml.append("      routes:\n");
    for (RouteInfo route : routes.getOrDefault(service, List.of())) {
      yaml.append(
          "        - {path: \"%s\", methods: [%s]}\n".formatted(route.template(), route.method()));
    }
  }
}
