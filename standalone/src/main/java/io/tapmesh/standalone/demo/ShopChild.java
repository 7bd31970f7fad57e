package io.tapmesh.standalone.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tapmesh.standalone.Main;
import io.tapmesh.standalone.load.LoadReport;
import io.tapmesh.standalone.process.ChildProcess;
import io.tapmesh.standalone.process.ChildSpec;
import io.tapmesh.standalone.process.Messages;
import io.tapmesh.standalone.shop.Incident;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** The shop's process, seen from the demo. */
final class ShopChild implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofMinutes(3);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(40);
  private static final Duration EXIT_LIMIT = Duration.ofSeconds(10);
  private static final List<String> JVM =
      List.of(
          "-Xmx96m",
          "-Xss256k",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:+ExitOnOutOfMemoryError");

  private final ChildProcess process;

  private ShopChild(ChildProcess process) {
    this.process = process;
  }

  /** Starts the process; {@link #awaitReady} tells when its services listen. */
  static ShopChild start(
      ShopPlan plan, long seed, Path planFile, Path log, Consumer<String> onDeath) {
    try {
      new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(planFile.toFile(), plan);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + planFile, e);
    }
    List<String> arguments =
        List.of("shop-process", "--plan", planFile.toString(), "--seed", Long.toString(seed));
    return new ShopChild(
        ChildProcess.start(
            new ChildSpec("shop", JVM, Main.class.getName(), arguments, log), onDeath));
  }

  void awaitReady() throws InterruptedException {
    process.await(ShopProcess.READY, START_LIMIT);
  }

  void startLoad(double requestsPerSecond, long seed) {
    process.tell(ShopProcess.START_LOAD + " " + requestsPerSecond + " " + seed);
  }

  /** What the load generator has counted, at most a second ago. */
  LoadReport load() {
    return process
        .latest(ShopProcess.LOAD)
        .map(data -> Messages.data(data, LoadReport.class))
        .orElseGet(LoadReport::none);
  }

  /** Returns once the fault is there. */
  void startIncident(Incident incident) throws InterruptedException {
    process.tell(ShopProcess.INCIDENT + " " + incident.id());
    process.await(ShopProcess.INCIDENT, ANSWER_LIMIT);
  }

  /** Sends no more and returns the final count once everything under way was answered. */
  ShopProcess.LoadEnd stopLoad() throws InterruptedException {
    process.tell(ShopProcess.STOP_LOAD);
    return Messages.data(
        process.await(ShopProcess.LOAD_STOPPED, DRAIN_LIMIT), ShopProcess.LoadEnd.class);
  }

  /** Ends the process. */
  boolean stop() throws InterruptedException {
    return process.stop(EXIT_LIMIT);
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.close();
  }
}
