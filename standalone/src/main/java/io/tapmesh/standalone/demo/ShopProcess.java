package io.tapmesh.standalone.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import io.tapmesh.standalone.load.LoadGenerator;
import io.tapmesh.standalone.load.LoadReport;
import io.tapmesh.standalone.process.ParentLink;
import io.tapmesh.standalone.shop.AnswerCount;
import io.tapmesh.standalone.shop.Incident;
import io.tapmesh.standalone.shop.Shop;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The child process that holds the shop and its visitors, so that every call that is measured
 * crosses from one process to another.
 */
public final class ShopProcess implements AutoCloseable {

  static final String READY = "ready";
  static final String LOAD = "load";
  static final String LOAD_STOPPED = "load-stopped";
  static final String INCIDENT = "incident";
  static final String START_LOAD = "start-load";
  static final String STOP_LOAD = "stop-load";

  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(35);

  private final ParentLink parent;
  private final Shop shop;
  private final URI frontend;
  private final ScheduledExecutorService reporter = Executors.newSingleThreadScheduledExecutor();
  private @Nullable LoadGenerator load;

  private ShopProcess(ParentLink parent, Shop shop, URI frontend) {
    this.parent = parent;
    this.shop = shop;
    this.frontend = frontend;
  }

  /**
   * Runs until the parent says stop.
   *
   * @param planFile a {@link ShopPlan} in JSON
   * @throws StartupException if the plan cannot be read or one of its ports is taken
   */
  public static void run(Path planFile, long seed) {
    ParentLink parent = ParentLink.open();
    try {
      ShopPlan plan = new ObjectMapper().readValue(planFile.toFile(), ShopPlan.class);
      try (ShopProcess process = new ShopProcess(parent, open(plan, seed), frontend(plan))) {
        parent.tell(READY, Map.of());
        parent.serve(
            Map.of(
                START_LOAD, process::startLoad,
                STOP_LOAD, process::stopLoad,
                INCIDENT, process::startIncident));
      }
    } catch (IOException e) {
      throw new StartupException(
          ExitCode.UNAVAILABLE, "the sample shop cannot start: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    reporter.shutdownNow();
    if (load != null) {
      load.close();
    }
    shop.close();
  }

  private static Shop open(ShopPlan plan, long seed) throws IOException {
    Map<String, Integer> ports = new HashMap<>();
    plan.workloads().forEach((name, workload) -> ports.put(name, workload.app()));
    Shop shop = Shop.open(ports, seed);
    plan.workloads()
        .forEach(
            (name, workload) ->
                workload
                    .outbound()
                    .forEach((peer, port) -> shop.connect(name, peer, loopback(port))));
    return shop;
  }

  private static URI frontend(ShopPlan plan) {
    return URI.create(plan.frontendUrl());
  }

  private static URI loopback(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** {@code start-load RATE SEED}. */
  private void startLoad(String command) {
    String[] words = command.split(" ", -1);
    LoadGenerator started =
        LoadGenerator.start(frontend, Double.parseDouble(words[1]), Long.parseLong(words[2]));
    load = started;
    var unused =
        reporter.scheduleAtFixedRate(
            () -> parent.tell(LOAD, started.report()), 1, 1, TimeUnit.SECONDS);
  }

  /** Answers with the final count once everything under way was answered. */
  private void stopLoad(String command) {
    try {
      reporter.shutdown();
      LoadGenerator running = load;
      boolean drained = running == null || running.stop(DRAIN_LIMIT);
      LoadReport report = running == null ? LoadReport.none() : running.report();
      parent.tell(LOAD_STOPPED, new LoadEnd(report, drained, shop.answers()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void startIncident(String command) {
    String id = command.substring(INCIDENT.length() + 1);
    Incident incident = Incident.find(id).orElseThrow();
    shop.start(incident);
    parent.tell(INCIDENT, id);
  }

  /**
   * The final counts.
   *
   * @param drained whether every request under way was answered in time
   * @param services what each service has answered
   */
  record LoadEnd(LoadReport report, boolean drained, Map<String, AnswerCount> services) {}
}
