package io.tapmesh.embedded.clickhouse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Results and inserts that are larger than what is held at a time. */
@ExtendWith(SharedClickHouse.class)
class StreamingTest {

  private Http http;

  @BeforeEach
  void connect(EmbeddedClickHouse clickHouse) {
    http = new Http(clickHouse.httpUri());
  }

  /** In many chunks a result must be the same as in one, also where each would bring a header. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "TabSeparated",
        "TSVRaw",
        "TSVWithNames",
        "TabSeparatedWithNamesAndTypes",
        "CSV",
        "CSVWithNames",
        "CSVWithNamesAndTypes",
        "JSONEachRow",
        "JSONStringsEachRow",
        "JSONCompactEachRow",
        "JSONCompactEachRowWithNames",
        "JSONCompactEachRowWithNamesAndTypes",
        "RowBinary",
        "RowBinaryWithNames",
        "RowBinaryWithNamesAndTypes",
        "JSON",
        "JSONCompact",
        "XML",
        "Values",
        "Markdown"
      })
  void givesTheSameInManyChunksAsInOne(String format) throws Exception {
    String sql =
        "SELECT number, 'a\"b\\nc' AS `odd \"name\\n`, toString(number) AS s, [number] AS xs"
            + " FROM numbers(20000) FORMAT "
            + format;
    byte[] one = http.bytes(Map.of("max_block_size", "100000"), sql).body();
    byte[] many = http.bytes(Map.of("max_block_size", "3000"), sql).body();
    assertThat(withoutTimes(many)).isEqualTo(withoutTimes(one)).hasSizeGreaterThan(100_000);
  }

  private static String withoutTimes(byte[] bytes) {
    return new String(bytes, UTF_8).replaceAll("elapsed[^0-9]*[-0-9.e]+", "elapsed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TSVWithNames", "RowBinaryWithNamesAndTypes", "JSONEachRow", "JSON"})
  void givesTheHeaderOfAnEmptyResult(String format) throws Exception {
    String sql = "SELECT number AS n FROM numbers(0) FORMAT " + format;
    String text = new String(http.bytes(Map.of(), sql).body(), UTF_8);
    String expected =
        switch (format) {
          case "TSVWithNames" -> "n\n";
          case "RowBinaryWithNamesAndTypes" -> "\u0001\u0001n\u0006UInt64";
          case "JSONEachRow" -> "";
          default -> text;
        };
    assertThat(text).isEqualTo(expected);
    if (format.equals("JSON")) {
      assertThat(text).contains("\"rows\": 0");
    }
  }

  @Test
  void storesAMillionRowsWhole() throws Exception {
    int rows = 1_000_000;
    http.text("CREATE OR REPLACE TABLE million (n UInt64, s String) ENGINE = MergeTree ORDER BY n");
    // Blocks of 1000 rows, made as they are sent; the text holds empty lines, which end text data.
    Iterator<byte[]> blocks =
        IntStream.range(0, rows / 1000).mapToObj(StreamingTest::rows).iterator();
    HttpResponse<String> response =
        http.post(
            Map.of("query", "INSERT INTO million FORMAT RowBinary", "async_insert", "0"),
            BodyPublishers.ofByteArrays(() -> blocks));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.headers().firstValue("X-ClickHouse-Summary").orElseThrow())
        .contains("\"written_rows\":\"" + rows + "\"");
    assertThat(http.text("SELECT count(), sum(n), uniqExact(n), any(s) FROM million"))
        .isEqualTo("1000000\t499999500000\t1000000\ta\\n\\nb\n");
    http.text("DROP TABLE million");
  }

  private static byte[] rows(int block) {
    byte[] text = "a\n\nb".getBytes(UTF_8);
    ByteBuffer rows =
        ByteBuffer.allocate(1000 * (8 + 1 + text.length)).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 1000; i++) {
      rows.putLong(block * 1000L + i).put((byte) text.length).put(text);
    }
    return rows.array();
  }

  @Test
  void stopsTheEngineWhileAClientDoesNotRead() throws Exception {
    // Hundreds of gigabytes, if somebody took them.
    String sql = "SELECT number, repeat('x', 100) FROM numbers(3000000000) FORMAT RowBinary";
    HttpResponse<InputStream> response = http.stream(Map.of("query_id", "slow-reader"), sql);
    try (InputStream body = response.body()) {
      assertThat(body.readNBytes(1_000_000)).hasSize(1_000_000);
      String rowsRead =
          "SELECT read_rows FROM system.processes WHERE endsWith(Settings['log_comment'],"
              + " '[query_id=slow-reader]')";
      Await.stable(() -> http.text(rowsRead), "the engine goes on reading for nobody");
      assertThat(Long.parseLong(http.text(rowsRead).strip())).isLessThan(5_000_000);
    }
    Await.until(
        () -> http.text("SELECT count() FROM system.processes").equals("1\n"),
        "the query goes on after its client has gone");
  }

  @Test
  void endsAnInsertWhoseClientHasGone() throws Exception {
    http.text("CREATE OR REPLACE TABLE gone (n UInt64) ENGINE = MergeTree ORDER BY n");
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      String head =
          "POST /?query=INSERT+INTO+gone+FORMAT+TSV HTTP/1.1\r\nHost: x\r\nContent-Length: 100000";
      socket.getOutputStream().write((head + "\r\n\r\n1\n2\n3\n").getBytes(UTF_8));
      Await.until(
          () ->
              http.text("SELECT count() FROM system.processes WHERE query LIKE 'INSERT INTO gone%'")
                  .equals("1\n"),
          "the insert does not begin");
    }
    Await.until(
        () -> http.text("SELECT count() FROM system.processes").equals("1\n"),
        "the insert goes on after its client has gone");
    assertThat(http.text("SELECT count() FROM gone")).isEqualTo("0\n");
  }

  private int port() {
    return http.request(Map.of()).build().uri().getPort();
  }
}
