package io.tapmesh.collector.store;

import static java.util.Objects.requireNonNull;

import com.clickhouse.client.api.query.GenericRecord;
import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.Migration;
import io.tapmesh.schemas.StartupException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings ClickHouse's tables up to date: makes the database, applies the numbered steps in order,
 * and records each in {@code tapmesh_schema_migrations}.
 *
 * <p>May be interrupted anywhere and may run in several collectors at once, without a lock: a
 * statement whose table is there already counts as done if the table is exactly what the statement
 * makes, and a step is recorded under a deduplication token.
 */
public final class SchemaUpgrade {

  private static final Logger LOG = LoggerFactory.getLogger(SchemaUpgrade.class);
  private static final int TABLE_ALREADY_EXISTS = 57;
  private static final String RECORDS =
      """
      CREATE TABLE IF NOT EXISTS tapmesh_schema_migrations
      (
          Version UInt32,
          Name String,
          Checksum UInt64,
          AppliedAt DateTime64(3) DEFAULT now64(3)
      )
      ENGINE = MergeTree
      ORDER BY Version
      SETTINGS non_replicated_deduplication_window = 10000""";

  private final ClickHouse clickHouse;
  private final List<Migration> steps;

  /**
   * @param steps every step that this program knows, in order
   */
  public SchemaUpgrade(ClickHouse clickHouse, List<Migration> steps) {
    this.clickHouse = requireNonNull(clickHouse, "clickHouse");
    this.steps = List.copyOf(steps);
  }

  /**
   * Applies what has not been applied.
   *
   * @throws StartupException if the database is ahead of this program, a step was changed after it
   *     was applied, or a table of that name is there already and is another one
   * @throws StoreException if ClickHouse cannot be reached or refuses a statement
   */
  public void apply() throws StoreException {
    String database = clickHouse.address().database();
    clickHouse.execute("CREATE DATABASE IF NOT EXISTS " + database, "default");
    clickHouse.execute(RECORDS);
    Map<Integer, Long> applied = applied();
    checkKnown(applied);
    for (Migration step : steps) {
      if (!applied.containsKey(step.version())) {
        apply(step);
      }
    }
  }

  private Map<Integer, Long> applied() throws StoreException {
    Map<Integer, Long> checksums = new HashMap<>();
    for (GenericRecord row :
        clickHouse.query(
            "SELECT DISTINCT Version, Checksum FROM tapmesh_schema_migrations", Map.of())) {
      checksums.put(row.getInteger("Version"), row.getLong("Checksum"));
    }
    return checksums;
  }

  private void checkKnown(Map<Integer, Long> applied) {
    Map<Integer, Migration> known = new HashMap<>();
    steps.forEach(step -> known.put(step.version(), step));
    applied.forEach(
        (version, checksum) -> {
          Migration step = known.get(version);
          if (step == null) {
            throw refused("has schema version " + version + " (expected: <= " + steps.size() + ")");
          }
          if (step.checksum() != checksum) {
            throw refused(
                "was set up by a step "
                    + step.name()
                    + " with checksum "
                    + checksum
                    + " (expected: "
                    + step.checksum()
                    + ")");
          }
        });
  }

  private void apply(Migration step) throws StoreException {
    LOG.info("Applying schema step {} to {}", step.name(), clickHouse.address());
    for (String statement : step.statements()) {
      create(statement, step);
    }
    clickHouse.execute(
        "INSERT INTO tapmesh_schema_migrations (Version, Name, Checksum) SETTINGS async_insert = 0,"
            + " insert_deduplication_token = '%s' VALUES (%d, '%s', %d)"
                .formatted(step.name(), step.version(), step.name(), step.checksum()));
  }

  private void create(String statement, Migration step) throws StoreException {
    try {
      clickHouse.execute(statement);
    } catch (StoreException e) {
      if (e.code() != TABLE_ALREADY_EXISTS) {
        throw e;
      }
      ExistingTable existing = ExistingTable.of(statement);
      if (!existing.matches(clickHouse)) {
        throw refused(
            "has a "
                + existing.name()
                + " that is not what step "
                + step.name()
                + " makes (expected: none; name another database)");
      }
    }
  }

  private StartupException refused(String why) {
    return new StartupException(
        ExitCode.USAGE,
        "database "
            + clickHouse.address().database()
            + " at "
            + clickHouse.address().url()
            + " "
            + why);
  }
}
