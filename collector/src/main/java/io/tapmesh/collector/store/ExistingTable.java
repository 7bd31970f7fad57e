package io.tapmesh.collector.store;

import com.clickhouse.client.api.query.GenericRecord;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A table or view that was there before our statement that creates it: left by an interrupted or a
 * concurrent upgrade of ours, or somebody else's.
 *
 * @param kind {@code TABLE} or {@code MATERIALIZED VIEW}
 * @param name its name
 * @param statement what we would have run
 */
record ExistingTable(String kind, String name, String statement) {

  private static final Pattern CREATE =
      Pattern.compile("(?m)^CREATE (TABLE|MATERIALIZED VIEW) ([A-Za-z0-9_]+)");

  static ExistingTable of(String statement) {
    Matcher create = CREATE.matcher(statement);
    if (!create.find()) {
      throw new IllegalArgumentException(
          "schema statement: \"" + statement + "\" (expected: CREATE TABLE or MATERIALIZED VIEW)");
    }
    return new ExistingTable(create.group(1), create.group(2), statement);
  }

  /** Whether it is what the statement makes: columns, keys, engine and settings. */
  boolean matches(ClickHouse clickHouse) throws StoreException {
    if (!kind.equals("TABLE")) {
      // A second view like it, made to compare them, would receive rows.
      return definition(clickHouse, name).startsWith("CREATE MATERIALIZED VIEW");
    }
    String twin = "tapmesh_check_" + UUID.randomUUID().toString().replace("-", "");
    clickHouse.execute(CREATE.matcher(statement).replaceFirst("CREATE TABLE " + twin));
    try {
      return definition(clickHouse, twin).replace(twin, name).equals(definition(clickHouse, name));
    } finally {
      clickHouse.execute("DROP TABLE " + twin);
    }
  }

  private static String definition(ClickHouse clickHouse, String table) throws StoreException {
    List<GenericRecord> rows =
        clickHouse.query(
            "SELECT create_table_query AS definition FROM system.tables"
                + " WHERE database = currentDatabase() AND name = {name:String}",
            Map.of("name", table));
    return rows.isEmpty() ? "" : rows.get(0).getString("definition");
  }
}
