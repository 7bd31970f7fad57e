package io.tapmesh.embedded.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The unmodified clickhouse-jdbc driver. */
@ExtendWith(SharedClickHouse.class)
class JdbcTest {

  @Test
  void storesBatchesAndReadsThemBack(EmbeddedClickHouse clickHouse) throws SQLException {
    try (Connection connection = DriverManager.getConnection(clickHouse.jdbcUrl());
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS jdbc_batches");
      statement.execute(
          "CREATE TABLE jdbc_batches (id UInt64, name String, at DateTime64(9),"
              + " tags Map(LowCardinality(String), String), xs Array(Int32))"
              + " ENGINE = MergeTree ORDER BY id");
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO jdbc_batches VALUES (?, ?, ?, ?, ?)")) {
        for (int i = 0; i < 1000; i++) {
          insert.setLong(1, i);
          insert.setString(2, "it's \\ \n number " + i);
          insert.setObject(3, Timestamp.from(Instant.ofEpochSecond(1_700_000_000L + i, 123456789)));
          insert.setObject(4, Map.of("k", "v" + i));
          insert.setObject(5, new int[] {i, -i});
          insert.addBatch();
        }
        insert.executeBatch();
      }
      try (PreparedStatement select =
          connection.prepareStatement("SELECT * FROM jdbc_batches WHERE id = ?")) {
        select.setLong(1, 7);
        try (ResultSet rows = select.executeQuery()) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.getString("name")).isEqualTo("it's \\ \n number 7");
          assertThat(rows.getTimestamp("at").toInstant())
              .isEqualTo(Instant.ofEpochSecond(1_700_000_007L, 123456789));
          assertThat(rows.getObject("tags")).isEqualTo(Map.of("k", "v7"));
          assertThat(rows.next()).isFalse();
        }
      }
    }
  }

  @Test
  void reportsTheEnginesErrorCode(EmbeddedClickHouse clickHouse) throws SQLException {
    try (Connection connection = DriverManager.getConnection(clickHouse.jdbcUrl());
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.executeQuery("SELECT * FROM nosuch"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(60))
          .hasMessageContaining("UNKNOWN_TABLE");
    }
  }
}
