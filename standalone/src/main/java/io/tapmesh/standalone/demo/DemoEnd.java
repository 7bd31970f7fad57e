package io.tapmesh.standalone.demo;

import io.tapmesh.schemas.StartupException;
import io.tapmesh.standalone.console.Console;
import io.tapmesh.standalone.mesh.Mesh;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stops a demo in the order in which data flows, so that nothing in flight is lost: visitors, shop,
 * proxies, collector. A part that has died is reported and does not keep the others from stopping
 * well.
 */
final class DemoEnd {

  private static final Duration CATCH_UP_LIMIT = Duration.ofSeconds(60);

  private final Console console;
  private final ShopChild shop;
  private final ProxiesChild proxies;
  private final Mesh mesh;
  private final ApiCounts counts;
  private final Path summaryFile;

  /**
   * @param summaryFile where the summary goes in JSON, for programs
   */
  DemoEnd(
      Console console,
      ShopChild shop,
      ProxiesChild proxies,
      Mesh mesh,
      ApiCounts counts,
      Path summaryFile) {
    this.console = console;
    this.shop = shop;
    this.proxies = proxies;
    this.mesh = mesh;
    this.counts = counts;
    this.summaryFile = summaryFile;
  }

  void run() throws InterruptedException {
    console.say("");
    ShopProcess.LoadEnd load = stopLoad();
    SpanCounts spans = stopProxies();
    boolean caughtUp = mesh.awaitCaughtUp(CATCH_UP_LIMIT);
    say("Collector", caughtUp ? "caught up" : "NOT caught up: the next start goes on");
    ApiCounts.@Nullable EdgeCount api = counts.now().orElse(null);
    console.say("");
    DemoSummary summary =
        new DemoSummary(load.report(), api, spans, mesh.status().spansStored(), load.services());
    summary.lines().forEach(console::say);
    console.say("");
    summary.write(summaryFile);
  }

  private ShopProcess.LoadEnd stopLoad() throws InterruptedException {
    ShopProcess.LoadEnd end = new ShopProcess.LoadEnd(shop.load(), false, Map.of());
    try {
      end = shop.stopLoad();
      say("Visitors", end.drained() ? "all answered" : "NOT all answered in time");
      boolean clean = shop.stop();
      say("Shop", clean ? "closed" : "did NOT stop by itself");
    } catch (StartupException e) {
      say("Shop", String.valueOf(e.getMessage()));
    }
    return end;
  }

  private SpanCounts stopProxies() throws InterruptedException {
    try {
      SpanCounts spans = proxies.drain();
      boolean clean = proxies.stop();
      String kafka = String.format(Locale.ROOT, "%,d spans handed to Kafka", spans.exported());
      say("Proxies", kafka + (clean ? "" : "; did NOT stop by themselves"));
      return spans;
    } catch (StartupException e) {
      say("Proxies", String.valueOf(e.getMessage()));
      return proxies.spans();
    }
  }

  private void say(String part, String what) {
    console.say(String.format(Locale.ROOT, "  %-12s%s", part, what));
  }
}
