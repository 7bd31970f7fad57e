package io.tapmesh.embedded.clickhouse;

import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What clients may do. The library by itself would let anybody who can connect read and write every
 * file of this user, and call any address: it is made for a program's own use. A server would not
 * allow it either.
 */
final class EngineAccess {

  private static final String PRIVILEGES =
      "SHOW, SELECT, INSERT, ALTER, CREATE DATABASE, CREATE TABLE, CREATE VIEW,"
          + " CREATE ARBITRARY TEMPORARY TABLE, CREATE FUNCTION, DROP, UNDROP TABLE, TRUNCATE,"
          + " OPTIMIZE, CHECK, KILL QUERY, dictGet, SYSTEM DROP CACHE, SYSTEM MERGES,"
          + " SYSTEM TTL MERGES, SYSTEM FLUSH, SYSTEM VIEWS";

  /** Those that keep to the data directory, for tables and for databases. */
  private static final List<String> ENGINES =
      List.of(
          "MergeTree",
          "ReplacingMergeTree",
          "SummingMergeTree",
          "AggregatingMergeTree",
          "CollapsingMergeTree",
          "VersionedCollapsingMergeTree",
          "CoalescingMergeTree",
          "GraphiteMergeTree",
          "Memory",
          "Null",
          "Log",
          "TinyLog",
          "StripeLog",
          "Merge",
          "Buffer",
          "Join",
          "Set",
          "View",
          "MaterializedView",
          "WindowView",
          "GenerateRandom",
          "Alias",
          "Atomic");

  private EngineAccess() {}

  /** Writes the engine's configuration and returns its file. */
  static Path write(Path dataDir) {
    Path users = dataDir.resolve("tapmesh-users.xml").toAbsolutePath();
    Path config = dataDir.resolve("tapmesh-config.xml").toAbsolutePath();
    try {
      Files.writeString(users, users());
      Files.writeString(config, config(users));
      return config;
    } catch (IOException e) {
      throw new StartupException(
          ExitCode.IO_ERROR, "ClickHouse cannot write to " + dataDir + ": " + e.getMessage(), e);
    }
  }

  private static String config(Path users) {
    return "<clickhouse>\n  <users_config>"
        + users.toString().replace("&", "&amp;").replace("<", "&lt;")
        + "</users_config>\n  <access_control_improvements>\n"
        + "    <table_engines_require_grant>true</table_engines_require_grant>\n"
        + "  </access_control_improvements>\n</clickhouse>\n";
  }

  private static String users() {
    StringBuilder grants = new StringBuilder();
    grant(grants, PRIVILEGES + " ON *.*");
    ENGINES.forEach(engine -> grant(grants, "TABLE ENGINE ON " + engine));
    return "<clickhouse>\n  <profiles><default/></profiles>\n  <quotas><default/></quotas>\n"
        + "  <users>\n    <default>\n      <password></password>\n"
        + "      <networks><ip>::/0</ip></networks>\n      <profile>default</profile>\n"
        + "      <quota>default</quota>\n      <grants>\n"
        + grants
        + "      </grants>\n    </default>\n  </users>\n</clickhouse>\n";
  }

  private static void grant(StringBuilder grants, String what) {
    grants.append("        <query>GRANT ").append(what).append("</query>\n");
  }
}
