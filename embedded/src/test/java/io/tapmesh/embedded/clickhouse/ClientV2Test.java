package io.tapmesh.embedded.clickhouse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.DataStreamWriter;
import com.clickhouse.client.api.ServerException;
import com.clickhouse.client.api.data_formats.ClickHouseBinaryFormatReader;
import com.clickhouse.client.api.insert.InsertResponse;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.client.api.query.QueryResponse;
import com.clickhouse.data.ClickHouseFormat;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The unmodified client-v2, with each of the compressions that it can use. */
@ExtendWith(SharedClickHouse.class)
@SuppressWarnings("try") // The client's close() declares Exception.
class ClientV2Test {

  enum Compression {
    NONE,
    BLOCKS,
    HTTP;

    Client client(EmbeddedClickHouse clickHouse) {
      return new Client.Builder()
          .compressServerResponse(this != NONE)
          .compressClientRequest(this != NONE)
          .useHttpCompression(this == HTTP)
          .addEndpoint(clickHouse.httpUri().toString())
          .setUsername("default")
          .setPassword("")
          .build();
    }
  }

  @ParameterizedTest
  @EnumSource
  void insertsAStreamAndReadsItBack(Compression compression, EmbeddedClickHouse clickHouse)
      throws Exception {
    String table = "client_" + compression.name().toLowerCase(Locale.ROOT);
    try (Client client = compression.client(clickHouse)) {
      client.execute("DROP TABLE IF EXISTS " + table).get();
      client
          .execute("CREATE TABLE " + table + " (n UInt64, s String) ENGINE = MergeTree ORDER BY n")
          .get();
      // The client's HTTP compression takes half a minute for a megabyte.
      int count = compression == Compression.HTTP ? 500 : 50_000;
      StringBuilder rows = new StringBuilder();
      for (int i = 0; i < count; i++) {
        rows.append(i).append("\tvalue ").append(i).append('\n');
      }
      InsertSettings settings = new InsertSettings().serverSetting("async_insert", "0");
      try (InsertResponse response =
          client
              .insert(
                  table,
                  new ByteArrayInputStream(rows.toString().getBytes(UTF_8)),
                  ClickHouseFormat.TSV,
                  settings)
              .get()) {
        assertThat(response.getWrittenRows()).isEqualTo(count);
      }
      try (QueryResponse response =
              client
                  .query(
                      "SELECT count() AS c, sum(n) AS t FROM "
                          + table
                          + " WHERE n < {limit:UInt64}",
                      Map.of("limit", 10))
                  .get();
          ClickHouseBinaryFormatReader reader = client.newBinaryFormatReader(response)) {
        assertThat(reader.next()).containsEntry("c", BigInteger.valueOf(10));
        assertThat(reader.getLong("t")).isEqualTo(45);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void reportsErrors(Compression compression, EmbeddedClickHouse clickHouse) {
    try (Client client = compression.client(clickHouse)) {
      assertThatThrownBy(() -> client.query("SELECT * FROM nosuch").get())
          .isInstanceOfSatisfying(ServerException.class, e -> assertThat(e.getCode()).isEqualTo(60))
          .hasMessageContaining("UNKNOWN_TABLE");
    }
  }

  /** Rows in the binary form that the collector sends, made while they are sent. */
  @ParameterizedTest
  @EnumSource(names = {"NONE", "BLOCKS"})
  void storesAMillionRowsInBinary(Compression compression, EmbeddedClickHouse clickHouse)
      throws Exception {
    String table = "binary_" + compression.name().toLowerCase(Locale.ROOT);
    int rows = 1_000_000;
    try (Client client = compression.client(clickHouse)) {
      client.execute("CREATE OR REPLACE TABLE " + table + " (n UInt64) ENGINE = Null").get();
      InsertSettings settings =
          new InsertSettings()
              .serverSetting("async_insert", "0")
              .serverSetting("insert_deduplication_token", "t-0-1-2");
      DataStreamWriter writer =
          out -> {
            ByteBuffer row = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < rows; i++) {
              out.write(row.putLong(0, i).array());
            }
            out.close();
          };
      try (InsertResponse response =
          client.insert(table, writer, ClickHouseFormat.RowBinary, settings).get()) {
        assertThat(response.getWrittenRows()).isEqualTo(rows);
      }
      client.execute("DROP TABLE " + table).get();
    }
  }
}
