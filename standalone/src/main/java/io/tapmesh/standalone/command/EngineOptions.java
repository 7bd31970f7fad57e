package io.tapmesh.standalone.command;

import io.tapmesh.standalone.mesh.MeshOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of both {@code demo} and {@code up}: which engines, and where. */
final class EngineOptions {

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8080",
      description =
          "Where the UI and the API are; 0 for any free port (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT[,HOST:PORT]",
      description = "A Kafka cluster to use instead of a broker in this process.")
  private @Nullable String kafka;

  @Option(
      names = "--clickhouse",
      paramLabel = "URL",
      description =
          "A ClickHouse server to use instead of an engine on this machine:"
              + " http://USER:PASSWORD@HOST:8123/DATABASE.")
  private @Nullable String clickHouse;

  MeshOptions mesh(int kafkaPort, int clickHousePort, Path objectives) {
    return new MeshOptions(port, kafka, kafkaPort, clickHouse, clickHousePort, objectives);
  }
}
