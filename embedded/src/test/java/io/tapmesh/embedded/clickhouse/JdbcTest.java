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
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
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

  @Test
  void knowsUsers(EmbeddedClickHouse clickHouse) throws SQLException {
    Properties alice = new Properties();
    alice.put("user", SharedClickHouse.USER);
    alice.put("password", SharedClickHouse.PASSWORD);
    try (Connection connection = DriverManager.getConnection(clickHouse.jdbcUrl(), alice);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT 1")) {
      assertThat(rows.next()).isTrue();
    }
    alice.put("password", "wrong");
    assertThatThrownBy(
            () -> {
              try (Connection connection =
                      DriverManager.getConnection(clickHouse.jdbcUrl(), alice);
                  Statement statement = connection.createStatement()) {
                statement.executeQuery("SELECT 1");
              }
            })
        .isInstanceOf(SQLException.class)
        .hasStackTraceContaining("AUTHENTICATION_FAILED");
  }

  @Test
  void readsLargeResults(EmbeddedClickHouse clickHouse) throws SQLException {
    try (Connection connection = DriverManager.getConnection(clickHouse.jdbcUrl());
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT number AS n, toString(number) AS s FROM numbers(300000)")) {
      long count = 0;
      while (rows.next()) {
        assertThat(rows.getLong("n")).isEqualTo(count);
        assertThat(rows.getString("s")).isEqualTo(Long.toString(count));
        count++;
      }
      assertThat(count).isEqualTo(300_000);
    }
  }

  @Test
  void cancelsAStatement(EmbeddedClickHouse clickHouse) throws Exception {
    try (Connection connection = DriverManager.getConnection(clickHouse.jdbcUrl());
        Statement statement = connection.createStatement()) {
      CompletableFuture<SQLException> failure =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  statement
                      .executeQuery("SELECT sum(sipHash64(number)) FROM numbers(100000000000)")
                      .close();
                  return null;
                } catch (SQLException e) {
                  return e;
                }
              });
      Http http = new Http(clickHouse.httpUri());
      Await.until(
          () -> http.text("SELECT count() FROM system.processes").equals("2\n"),
          "the query does not begin");
      statement.cancel();
      assertThatThrownBy(
              () -> {
                throw failure.get();
              })
          .hasMessageContaining("QUERY_WAS_CANCELLED");
    }
  }

  @Test
  void describesTables(EmbeddedClickHouse clickHouse) throws SQLException {
    try (Connection connection = DriverManager.getConnection(clickHouse.jdbcUrl());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE IF NOT EXISTS described");
      statement.execute(
          "CREATE OR REPLACE TABLE described.t (a UInt8, b Nullable(String)) ENGINE = Memory");
      assertThat(connection.getMetaData().getDatabaseProductVersion())
          .isEqualTo(clickHouse.version());
      try (ResultSet columns = connection.getMetaData().getColumns(null, "described", "t", "%")) {
        assertThat(columns.next()).isTrue();
        assertThat(columns.getString("COLUMN_NAME")).isEqualTo("a");
        assertThat(columns.next()).isTrue();
        assertThat(columns.getString("TYPE_NAME")).isEqualTo("Nullable(String)");
      }
    }
  }
}
