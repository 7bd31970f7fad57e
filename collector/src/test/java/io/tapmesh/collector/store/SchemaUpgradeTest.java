package io.tapmesh.collector.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapmesh.collector.testing.TestClickHouse;
import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.Migration;
import io.tapmesh.schemas.StartupException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaUpgradeTest {

  private final TestClickHouse database = TestClickHouse.newDatabase();
  private final ClickHouse clickHouse =
      new ClickHouse(new ClickHouseAddress(database.uri(), database.database()), "default", "");

  @AfterEach
  void close() {
    clickHouse.close();
  }

  @Test
  void makesEveryTableAndRecordsEveryStepOnce() throws StoreException {
    apply(Migration.all());
    apply(Migration.all());

    assertThat(recorded())
        .isEqualTo(
            Migration.all().stream()
                .map(m -> m.version() + " " + m.name() + " " + m.checksum())
                .toList());
    assertThat(database.post("SHOW TABLES FORMAT TSV").lines())
        .contains("otel_traces", "otel_metrics_sum", "traffic_1m", "tapmesh_ingest_progress");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 6, 10, 14})
  void goesOnWhereAnEarlierRunWasInterrupted(int statementsDone) throws StoreException {
    clickHouse.execute("CREATE DATABASE " + database.database(), "default");
    List<String> statements =
        Migration.all().stream().flatMap(step -> step.statements().stream()).toList();
    for (String statement : statements.subList(0, statementsDone)) {
      clickHouse.execute(statement);
    }

    apply(Migration.all());

    assertThat(recorded()).hasSize(Migration.all().size());
    assertThat(
            database.number("SELECT count() FROM system.tables WHERE database = currentDatabase()"))
        .isEqualTo(
            1
                + statements.stream()
                    .filter(s -> s.contains("\nCREATE ") || s.startsWith("CREATE "))
                    .count());
  }

  @Test
  void severalCollectorsMayStartAtOnce() {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<CompletableFuture<Void>> runs = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        runs.add(CompletableFuture.runAsync(this::applyAll, threads));
      }
      runs.forEach(CompletableFuture::join);
    } finally {
      threads.shutdown();
    }

    assertThat(recorded()).hasSize(Migration.all().size());
  }

  private void applyAll() {
    try {
      apply(Migration.all());
    } catch (StoreException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void refusesAStepThatWasChangedAfterwards() throws StoreException {
    apply(Migration.all());
    List<Migration> changed = new ArrayList<>(Migration.all());
    Migration first = changed.get(0);
    changed.set(0, new Migration(1, first.name(), first.statements(), first.checksum() + 1));

    assertRefused(
        changed,
        " was set up by a step 0001_traces with checksum "
            + first.checksum()
            + " (expected: "
            + (first.checksum() + 1)
            + ")");
  }

  @Test
  void refusesADatabaseThatIsAheadOfTheProgram() throws StoreException {
    apply(Migration.all());
    int version = Migration.all().size();

    assertRefused(
        Migration.all().subList(0, version - 1),
        " has schema version " + version + " (expected: <= " + (version - 1) + ")");
  }

  @Test
  void refusesSomebodyElsesTable() throws StoreException {
    clickHouse.execute("CREATE DATABASE " + database.database(), "default");
    clickHouse.execute(
        "CREATE TABLE otel_traces (Timestamp DateTime64(9)) ENGINE = MergeTree ORDER BY Timestamp");

    assertRefused(
        Migration.all(),
        " has a otel_traces that is not what step 0001_traces makes"
            + " (expected: none; name another database)");
    assertThat(recorded()).isEmpty();
  }

  @Test
  void addsStepsThatAreNew() throws StoreException {
    apply(Migration.all().subList(0, 2));
    apply(Migration.all());

    assertThat(recorded()).hasSize(Migration.all().size());
  }

  private void assertRefused(List<Migration> steps, String why) {
    assertThatThrownBy(() -> apply(steps))
        .isInstanceOfSatisfying(
            StartupException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage("database " + database.database() + " at " + database.uri() + why);
  }

  private void apply(List<Migration> steps) throws StoreException {
    new SchemaUpgrade(clickHouse, steps).apply();
  }

  private List<String> recorded() {
    return database
        .post(
            "SELECT concat(toString(Version), ' ', Name, ' ', toString(Checksum))"
                + " FROM tapmesh_schema_migrations ORDER BY Version FORMAT TSV")
        .lines()
        .toList();
  }
}
