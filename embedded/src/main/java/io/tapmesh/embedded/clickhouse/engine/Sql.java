package io.tapmesh.embedded.clickhouse.engine;

/** Quoting for the few statements that we make ourselves. */
final class Sql {

  private Sql() {}

  static String identifier(String name) {
    return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`";
  }

  static String literal(String value) {
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
