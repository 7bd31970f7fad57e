package io.tapmesh.standalone.command;

import io.tapmesh.standalone.mesh.DataDirectory;
import io.tapmesh.standalone.up.Up;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tapmesh up}. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Starts Kafka, ClickHouse, the collector, the API and the UI on this machine, for services of your own, and says how to put a proxy beside one.",
      ""
    })
final class UpCommand implements Callable<Integer> {

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Where everything is kept (default: $${XDG_DATA_HOME:-~/.local/share}/tapmesh/up).")
  private @Nullable Path data;

  @Mixin private final EngineOptions engines = new EngineOptions();

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      defaultValue = "9092",
      description = "Where the broker listens; 0 for any free port (default: ${DEFAULT-VALUE}).")
  private int kafkaPort;

  @Option(
      names = "--clickhouse-port",
      paramLabel = "PORT",
      defaultValue = "8123",
      description =
          "Where ClickHouse's HTTP interface is; 0 for any free port (default: ${DEFAULT-VALUE}).")
  private int clickHousePort;

  @Option(
      names = "--objectives",
      paramLabel = "DIR",
      description = "OpenSLO documents (default: objectives in the data directory).")
  private @Nullable Path objectives;

  @Override
  public Integer call() throws InterruptedException {
    Path directory = data == null ? DataDirectory.standard("up") : data;
    Path documents = objectives == null ? directory.resolve("objectives") : objectives;
    return Up.run(directory, engines.mesh(kafkaPort, clickHousePort, documents)).code();
  }
}
