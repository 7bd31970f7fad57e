package io.tapmesh.standalone.demo;

import io.tapmesh.embedded.Engines;
import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import io.tapmesh.standalone.console.Console;
import io.tapmesh.standalone.console.LogSetup;
import io.tapmesh.standalone.mesh.DataDirectory;
import io.tapmesh.standalone.mesh.Mesh;
import io.tapmesh.standalone.process.StopSignal;
import io.tapmesh.standalone.process.StoppedException;
import io.tapmesh.standalone.shop.Incident;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * Everything plus the sample shop. Three processes: Kafka, ClickHouse, collector and API in this
 * one; the shop with its visitors in a second; their proxies in a third.
 */
public final class Demo {

  /** More than that needs another machine for the load. */
  public static final double MAX_RATE = 2_000;

  private static final Duration TICK = Duration.ofSeconds(1);
  private static final int TICKS_PER_LINE_WITHOUT_TERMINAL = 10;

  private final DemoOptions options;
  private final DataDirectory data;
  private final Console console;
  private final StopSignal stop;

  private Demo(DemoOptions options, DataDirectory data, Console console, StopSignal stop) {
    this.options = options;
    this.data = data;
    this.console = console;
    this.stop = stop;
  }

  /**
   * Runs until the duration is over or a signal comes, and stops in order.
   *
   * @throws StartupException if it cannot start
   */
  public static ExitCode run(DemoOptions options) throws InterruptedException {
    options.mesh().requireFreePorts();
    Console console = Console.ofProcess();
    try (DataDirectory data = DataDirectory.take(options.data())) {
      LogSetup.toFile(data.path("logs", "tapmesh.log"));
      console.say("Tapmesh demo. Data: " + data + ", logs: " + data.path("logs"));
      // Before anything is running that would have to be stopped, so that Ctrl-C simply ends it.
      Engines.fetchClickHouse(options.mesh().clickHouse());
      StopSignal stop =
          StopSignal.install(
              () ->
                  console.say("Stopping, with everything in flight stored (Ctrl-C: at once) ..."));
      return new Demo(options, data, console, stop).run();
    } finally {
      LogSetup.close();
    }
  }

  private ExitCode run() throws InterruptedException {
    ShopPlan plan = ShopPlan.onFreePorts();
    SampleObjectives.write(options.mesh().objectives());
    // Its JVM starts while Kafka and ClickHouse do.
    try (ShopChild shop = startShop(plan);
        Mesh mesh = Mesh.start(options.mesh(), data, console, stop::check);
        ProxiesChild proxies = startProxies(plan, mesh.kafka())) {
      awaitReady(shop, proxies, plan);
      stop.check();
      console.say("\n  Open " + mesh.uri() + "\n");
      watch(shop, proxies, mesh);
    } catch (StoppedException e) {
      console.say("Stopped before everything had started.");
    }
    String failure = stop.failure();
    if (failure == null) {
      return ExitCode.OK;
    }
    console.say("tapmesh: " + failure);
    return ExitCode.SOFTWARE;
  }

  private ShopChild startShop(ShopPlan plan) {
    return ShopChild.start(
        plan,
        options.seed(),
        data.path("run", "shop.json"),
        data.path("logs", "shop.log"),
        stop::fail);
  }

  private ProxiesChild startProxies(ShopPlan plan, String kafka) {
    Path configurations = data.path("run", "proxies");
    new ProxyFiles(plan, kafka).write(configurations);
    return ProxiesChild.start(configurations, data.path("logs", "proxies.log"), stop::fail);
  }

  private void awaitReady(ShopChild shop, ProxiesChild proxies, ShopPlan plan)
      throws InterruptedException {
    long start = System.nanoTime();
    proxies.awaitReady();
    console.step("Proxies", start, plan.workloads().size() + ", one beside each service");
    shop.awaitReady();
    console.step("Shop", start, "ten services; to click through them: " + plan.frontendUrl());
  }

  private void watch(ShopChild shop, ProxiesChild proxies, Mesh mesh) throws InterruptedException {
    ApiCounts counts = ApiCounts.since(Instant.now(), mesh.uri());
    shop.startLoad(options.requestsPerSecond(), options.seed());
    long start = System.nanoTime();
    LiveLine line = new LiveLine();
    boolean incidentDue = options.incident() != null;
    for (int tick = 1; !stop.await(TICK) && !over(start); tick++) {
      if (incidentDue && elapsed(start).compareTo(options.incidentAfter()) >= 0) {
        startIncident(shop);
        incidentDue = false;
      }
      String text = line.at(System.nanoTime(), shop.load(), mesh.status(), Instant.now());
      if (console.terminal() || tick % TICKS_PER_LINE_WITHOUT_TERMINAL == 0) {
        console.live("  " + text);
      }
    }
    Path summary = data.path("run", "summary.json");
    new DemoEnd(console, shop, proxies, mesh, counts, summary).run();
  }

  private void startIncident(ShopChild shop) throws InterruptedException {
    Incident incident = Objects.requireNonNull(options.incident(), "incident");
    try {
      shop.startIncident(incident);
      console.say("  incident: " + incident.id() + ": " + incident.description());
    } catch (StartupException e) {
      stop.fail(String.valueOf(e.getMessage()));
    }
  }

  private boolean over(long startNanos) {
    Duration duration = options.duration();
    return duration != null && elapsed(startNanos).compareTo(duration) >= 0;
  }

  private static Duration elapsed(long startNanos) {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }
}
