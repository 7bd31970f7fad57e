package io.tapmesh.standalone.mesh;

import io.tapmesh.api.AnalyticsApi;
import io.tapmesh.collector.Collector;
import io.tapmesh.collector.CollectorStatus;
import io.tapmesh.standalone.console.Console;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka, ClickHouse, the collector and the API, started in this order and closed in the opposite
 * one.
 */
public final class Mesh implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Mesh.class);

  /** What is open, the last one first. */
  private final Deque<AutoCloseable> open;

  private final String kafka;
  private final Collector collector;
  private final AnalyticsApi api;
  private final Freshness freshness;

  Mesh(Deque<AutoCloseable> open, String kafka, Collector collector, AnalyticsApi api) {
    this.open = new ArrayDeque<>(open);
    this.kafka = kafka;
    this.collector = collector;
    this.api = api;
    this.freshness = new Freshness(api.uri());
  }

  /**
   * Starts everything, saying each step.
   *
   * @throws io.tapmesh.schemas.StartupException if a part cannot start; nothing stays open then
   */
  public static Mesh start(MeshOptions options, DataDirectory data, Console console) {
    return start(options, data, console, () -> {});
  }

  /**
   * As above.
   *
   * @param betweenSteps run after each part; what it throws ends the start, and closes what is open
   */
  public static Mesh start(
      MeshOptions options, DataDirectory data, Console console, Runnable betweenSteps) {
    return new MeshStart(options, data, console, betweenSteps).start();
  }

  /** Bootstrap servers. */
  public String kafka() {
    return kafka;
  }

  /** Where the UI is. */
  public URI uri() {
    return api.uri();
  }

  /** How far storing has come. */
  public MeshStatus status() throws InterruptedException {
    CollectorStatus status = collector.status();
    return new MeshStatus(status.spansStored(), status.lagRecords(), freshness.storedThrough());
  }

  /**
   * Waits until everything that is on Kafka now is stored.
   *
   * @return whether that was reached in time
   */
  public boolean awaitCaughtUp(Duration limit) throws InterruptedException {
    return collector.awaitCaughtUp(limit);
  }

  @Override
  public void close() {
    closeAll(open);
  }

  /** Closes all, whatever one of them says: the others must still get their chance. */
  static void closeAll(Deque<AutoCloseable> open) {
    while (!open.isEmpty()) {
      AutoCloseable part = open.pop();
      try {
        part.close();
      } catch (Exception e) {
        log.error("{} did not close", part.getClass().getSimpleName(), e);
      }
    }
  }
}
