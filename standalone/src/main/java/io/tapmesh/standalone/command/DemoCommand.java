package io.tapmesh.standalone.command;

import io.tapmesh.standalone.demo.Demo;
import io.tapmesh.standalone.demo.DemoOptions;
import io.tapmesh.standalone.mesh.DataDirectory;
import io.tapmesh.standalone.shop.Incident;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tapmesh demo}. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Starts everything plus a sample shop of ten services under load, and shows who calls whom.",
      "",
      "Stops on Ctrl-C, or after --duration, once everything in flight is stored. The data stays and is shown again by the next start.",
      ""
    })
final class DemoCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "How long the shop is under load, such as 60s or 10m (default: until Ctrl-C).")
  private @Nullable Duration duration;

  @Mixin private final EngineOptions engines = new EngineOptions();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Where everything is kept (default: $${XDG_DATA_HOME:-~/.local/share}/tapmesh/demo).")
  private @Nullable Path data;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "80",
      description = "Requests per second at the shop's frontend (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--incident",
      paramLabel = "NAME",
      description = "A fault to start; \"list\" shows them all.")
  private @Nullable String incident;

  @Option(
      names = "--incident-after",
      paramLabel = "TIME",
      defaultValue = "60s",
      converter = DurationConverter.class,
      description = "When it starts, from the start of the load (default: ${DEFAULT-VALUE}).")
  private Duration incidentAfter = Duration.ZERO;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Visitors, service times and failures are made from it (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() throws InterruptedException {
    if (IncidentConverter.LIST.equals(incident)) {
      PrintWriter out = spec().commandLine().getOut();
      for (Incident each : Incident.values()) {
        out.printf("  %-20s %s%n", each.id(), each.description());
      }
      return CommandLines.OK;
    }
    Incident fault = incident == null ? null : parsed("--incident", incident);
    if (!(rate > 0 && rate <= Demo.MAX_RATE)) {
      throw misuse("--rate: " + rate + " (expected: above 0, at most " + Demo.MAX_RATE + ")");
    }
    Path directory = data == null ? DataDirectory.standard("demo") : data;
    return Demo.run(
            new DemoOptions(
                directory,
                engines.mesh(0, 0, directory.resolve("objectives")),
                duration,
                rate,
                fault,
                incidentAfter,
                seed))
        .code();
  }

  private Incident parsed(String option, String value) {
    try {
      return new IncidentConverter().convert(value);
    } catch (CommandLine.TypeConversionException e) {
      throw misuse(option + ": " + e.getMessage());
    }
  }

  private CommandLine.ParameterException misuse(String message) {
    return new CommandLine.ParameterException(spec().commandLine(), message);
  }

  private CommandSpec spec() {
    return Objects.requireNonNull(spec, "spec");
  }
}
