package io.tapmesh.standalone.command;

import io.tapmesh.standalone.console.LogSetup;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tapmesh run PART}: one part alone, as in production. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Runs one part alone, for production. Logs go to standard error.")
final class RunCommand {

  private static final String CONFIG = "--config";

  @Command(
      name = "proxy",
      mixinStandardHelpOptions = true,
      description = "A tap proxy beside a service (kind TapProxy).")
  int proxy(
      @Option(
              names = CONFIG,
              required = true,
              paramLabel = "FILE",
              description = "Its configuration.")
          Path config) {
    LogSetup.toStandardError();
    io.tapmesh.proxy.Main.main(new String[] {CONFIG, config.toString()});
    return CommandLines.OK;
  }

  @Command(
      name = "collector",
      mixinStandardHelpOptions = true,
      description = "Carries telemetry from Kafka to ClickHouse (kind Collector).")
  int collector(
      @Option(
              names = CONFIG,
              required = true,
              paramLabel = "FILE",
              description = "Its configuration.")
          Path config) {
    LogSetup.toStandardError();
    io.tapmesh.collector.Main.main(new String[] {CONFIG, config.toString()});
    return CommandLines.OK;
  }

  @Command(
      name = "api",
      mixinStandardHelpOptions = true,
      description = "Answers questions over HTTP and serves the UI (kind AnalyticsApi).")
  int api(
      @Option(
              names = CONFIG,
              required = true,
              paramLabel = "FILE",
              description = "Its configuration.")
          Path config)
      throws InterruptedException {
    LogSetup.toStandardError();
    io.tapmesh.api.Main.main(new String[] {CONFIG, config.toString()});
    // It runs on threads of its own until a signal ends the process.
    new CountDownLatch(1).await();
    return CommandLines.OK;
  }
}
