package io.tapmesh.api;

import static java.util.Objects.requireNonNull;

import io.tapmesh.api.health.HealthReader;
import io.tapmesh.api.http.ApiMetrics;
import io.tapmesh.api.http.HttpServer;
import io.tapmesh.api.http.Questions;
import io.tapmesh.api.ingest.CompletenessReader;
import io.tapmesh.api.slo.ObjectiveQuestions;
import io.tapmesh.api.slo.Objectives;
import io.tapmesh.api.store.Store;
import io.tapmesh.api.traces.TraceQuestions;
import io.tapmesh.api.traffic.TrafficQuestions;
import io.tapmesh.schemas.StartupException;
import java.net.URI;
import java.time.Clock;

/**
 * The API, running: HTTP on one side, ClickHouse on the other. It starts without ClickHouse too and
 * says 503 until that is there. Thread-safe.
 */
public final class AnalyticsApi implements AutoCloseable {

  private final String host;
  private final Store store;
  private final HttpServer server;

  private AnalyticsApi(String host, Store store, HttpServer server) {
    this.host = host;
    this.store = store;
    this.server = server;
  }

  /**
   * Starts to listen.
   *
   * @throws StartupException if the port is taken
   */
  public static AnalyticsApi start(ApiConfig config) {
    return start(config, Clock.systemUTC());
  }

  static AnalyticsApi start(ApiConfig config, Clock clock) {
    requireNonNull(config, "config");
    ApiMetrics metrics = new ApiMetrics();
    Store store = new Store(config.clickhouse(), metrics);
    try {
      CompletenessReader completeness = new CompletenessReader(store);
      TrafficQuestions traffic = new TrafficQuestions(store, completeness);
      Objectives objectives = new Objectives(config.objectivesDirectory());
      Questions questions =
          new Questions(
              traffic,
              new TraceQuestions(store, completeness),
              new ObjectiveQuestions(objectives, traffic, completeness),
              new HealthReader(store, completeness));
      HttpServer server = HttpServer.start(config.listen(), questions, store, metrics, clock);
      return new AnalyticsApi(config.listen().host(), store, server);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /** The port that it listens on. */
  public int port() {
    return server.port();
  }

  /** Where the UI is, and under {@code /api/v1} the API. */
  public URI uri() {
    String name = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
    String authority = name.indexOf(':') >= 0 ? "[" + name + "]" : name;
    return URI.create("http://" + authority + ":" + port() + "/");
  }

  /** Stops listening, waits for the answers under way, and closes the connections. */
  @Override
  public void close() {
    server.close();
    store.close();
  }
}
