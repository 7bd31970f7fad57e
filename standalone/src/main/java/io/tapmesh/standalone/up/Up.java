package io.tapmesh.standalone.up;

import io.tapmesh.embedded.Engines;
import io.tapmesh.schemas.ExitCode;
import io.tapmesh.standalone.console.Console;
import io.tapmesh.standalone.console.LogSetup;
import io.tapmesh.standalone.mesh.DataDirectory;
import io.tapmesh.standalone.mesh.Mesh;
import io.tapmesh.standalone.mesh.MeshOptions;
import io.tapmesh.standalone.process.StopSignal;
import io.tapmesh.standalone.process.StoppedException;
import java.nio.file.Path;
import java.time.Duration;

/** Kafka, ClickHouse, collector and API, until told to stop. */
public final class Up {

  private static final Duration CATCH_UP_LIMIT = Duration.ofSeconds(60);
  private static final Duration A_WHILE = Duration.ofHours(1);

  private Up() {}

  /**
   * Runs until a signal comes.
   *
   * @throws io.tapmesh.schemas.StartupException if it cannot start
   */
  public static ExitCode run(Path directory, MeshOptions options) throws InterruptedException {
    options.requireFreePorts();
    Console console = Console.ofProcess();
    try (DataDirectory data = DataDirectory.take(directory)) {
      LogSetup.toFile(data.path("logs", "tapmesh.log"));
      console.say("Tapmesh. Data: " + data + ", logs: " + data.path("logs"));
      // Before anything is running that would have to be stopped, so that Ctrl-C simply ends it.
      Engines.fetchClickHouse(options.clickHouse());
      StopSignal stop =
          StopSignal.install(
              () -> console.say("Stopping, with everything on Kafka stored (Ctrl-C: at once) ..."));
      try (Mesh mesh = Mesh.start(options, data, console, stop::check)) {
        console.say(instructions(mesh));
        while (!stop.await(A_WHILE)) {
          // Until told to stop there is nothing to do here.
        }
        boolean caughtUp = mesh.awaitCaughtUp(CATCH_UP_LIMIT);
        console.say(
            caughtUp
                ? "Everything is stored."
                : "Not everything is stored: the next start goes on.");
      } catch (StoppedException e) {
        console.say("Stopped before everything had started.");
      }
      return ExitCode.OK;
    } finally {
      LogSetup.close();
    }
  }

  private static String instructions(Mesh mesh) {
    return """

          Open %s

        To see a service of yours that listens on port 8000, save this as my-service.yaml and let its
        callers connect to port 18000 instead:

          apiVersion: tapmesh.io/v1
          kind: TapProxy
          metadata:
            name: my-service
          spec:
            inbound:
              - listen: 0.0.0.0:18000
                application: 127.0.0.1:8000
                routes:
                  - path: /items/{id}
            # Let it call other-service at port 18001, so that its own calls are seen too:
            outbound:
              - listen: 127.0.0.1:18001
                service: other-service
                endpoints: ["other-host:8000"]
            telemetry:
              kafka:
                bootstrapServers: %s

          ./tapmesh run proxy --config my-service.yaml
        """
        .formatted(mesh.uri(), mesh.kafka());
  }
}
