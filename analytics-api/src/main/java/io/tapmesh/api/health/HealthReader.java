package io.tapmesh.api.health;

import static java.util.Objects.requireNonNull;

import io.tapmesh.api.health.HealthReport.Part;
import io.tapmesh.api.health.HealthReport.Status;
import io.tapmesh.api.ingest.Completeness;
import io.tapmesh.api.ingest.CompletenessReader;
import io.tapmesh.api.store.Bindings;
import io.tapmesh.api.store.Query;
import io.tapmesh.api.store.Store;
import io.tapmesh.api.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks at the parts behind the API. Thread-safe. */
public final class HealthReader {

  private static final Duration LOOK_BACK = Duration.ofMinutes(15);

  /** What every question needs. */
  private static final List<String> TABLES =
      List.of(
          "otel_metrics_sum",
          "otel_traces",
          "otel_traces_trace_id_ts",
          "tapmesh_ingest_progress",
          "traffic_10s",
          "traffic_1h",
          "traffic_1m");

  private static final String SCHEMA =
      """
      SELECT
        version() AS version,
        arraySort(groupArray(name)) AS tables
      FROM system.tables
      WHERE database = currentDatabase() AND name IN {tables:Array(String)}
      """;

  private final Store store;
  private final CompletenessReader completeness;

  /** Asks this store. */
  public HealthReader(Store store, CompletenessReader completeness) {
    this.store = requireNonNull(store, "store");
    this.completeness = requireNonNull(completeness, "completeness");
  }

  /** All parts; never throws because one of them fails. */
  public HealthReport report(Instant now) {
    Part clickhouse = clickhouse();
    Completeness state =
        clickhouse.status() == Status.OK
            ? completeness.ofMetrics(now.minus(LOOK_BACK), now, now)
            : Completeness.unknown("ClickHouse cannot say what is stored.");
    boolean reporting = state.state() != Completeness.State.UNKNOWN;
    Part collector = new Part("collector", Status.of(reporting), collectorDetail(state));
    List<Part> parts = List.of(clickhouse, collector);
    return new HealthReport(
        Status.of(parts.stream().allMatch(part -> part.status() == Status.OK)),
        version(),
        state,
        parts);
  }

  /** Whether questions can be answered at all. */
  public Part clickhouse() {
    try {
      Query query = new Bindings().texts("tables", TABLES).query("schema", SCHEMA);
      return store.one(
          query,
          row -> {
            List<String> missing =
                TABLES.stream().filter(table -> !row.texts("tables").contains(table)).toList();
            return new Part(
                "clickhouse",
                Status.of(missing.isEmpty()),
                missing.isEmpty()
                    ? "ClickHouse " + row.text("version") + " with all tables"
                    : "without the tables " + String.join(", ", missing));
          });
    } catch (StoreException e) {
      return new Part("clickhouse", Status.FAILING, "no answer: " + e.reason().sentence());
    }
  }

  private static String collectorDetail(Completeness state) {
    Instant through = state.storedThrough();
    return through == null ? "has not reported" : "stored everything through " + through;
  }

  private static String version() {
    @Nullable String version = HealthReader.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
