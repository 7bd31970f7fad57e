package io.tapmesh.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.proxy.testing.MetricsPage;
import io.tapmesh.proxy.testing.Wait;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A counter that nothing can move would tell operators that all is well, for ever. */
@Tag("slow")
@Tag("netns")
final class CountersTest {

  @Test
  void everyCounterOnThePageCanMove(@TempDir Path folder) throws Exception {
    Seen seen = new Seen();
    new RelayTroubles(folder, seen).all();
    new TelemetryTroubles(folder, seen).all();

    Set<String> unmoved = new TreeSet<>(seen.declared);
    unmoved.removeAll(seen.moved);
    assertThat(unmoved).as("counters that nothing here moves").isEmpty();
    assertThat(seen.declared).containsAll(seen.moved).hasSizeGreaterThan(60);
  }

  /** The counters on the pages of all proxies so far: which there are, and which have moved. */
  static final class Seen {

    private final Set<String> declared = new TreeSet<>();
    private final Set<String> moved = new TreeSet<>();

    void add(TapProxy proxy) throws IOException {
      add(MetricsPage.of(proxy));
    }

    void add(MetricsPage page) {
      page.counters()
          .forEach(
              (counter, value) -> {
                declared.add(counter);
                if (value > 0) {
                  moved.add(counter);
                }
              });
    }

    /**
     * Waits until these have moved, and looks at all.
     *
     * @param counters as they stand on the page
     */
    void await(TapProxy proxy, String... counters) throws Exception {
      for (String counter : counters) {
        Wait.until(
            counter + " moves",
            () -> MetricsPage.of(proxy).counters().getOrDefault(counter, 0L) > 0);
      }
      add(proxy);
    }

    /** One has moved when its page was gone already. */
    void addMoved(String counter) {
      moved.add(counter);
    }
  }
}
