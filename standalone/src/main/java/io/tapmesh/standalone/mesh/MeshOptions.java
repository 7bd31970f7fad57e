package io.tapmesh.standalone.mesh;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What to start and what is there already.
 *
 * @param apiPort of the API and UI; 0 for any
 * @param kafka bootstrap servers of a cluster to use; without, a broker is started here
 * @param kafkaPort of the broker that is started here; 0 for any
 * @param clickHouse URL of a server to use; without, an engine is started here
 * @param clickHousePort of the engine that is started here; 0 for any
 * @param objectives directory of OpenSLO documents
 */
public record MeshOptions(
    int apiPort,
    @Nullable String kafka,
    int kafkaPort,
    @Nullable String clickHouse,
    int clickHousePort,
    Path objectives) {

  /** Fails at once on a port that cannot be had. */
  public void requireFreePorts() {
    Ports.requireFree(apiPort, "--port");
    if (kafka == null) {
      Ports.requireFree(kafkaPort, "--kafka-port");
    }
    if (clickHouse == null) {
      Ports.requireFree(clickHousePort, "--clickhouse-port");
    }
  }
}
