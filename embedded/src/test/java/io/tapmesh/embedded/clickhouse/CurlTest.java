package io.tapmesh.embedded.clickhouse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The interface as people use it by hand. */
@ExtendWith(SharedClickHouse.class)
class CurlTest {

  @TempDir Path dir;

  private String server;

  @BeforeEach
  void find(EmbeddedClickHouse clickHouse) {
    server = clickHouse.httpUri().toString();
  }

  private record Answer(int exit, String text) {}

  private Answer curl(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "60"));
    command.addAll(List.of(arguments));
    Process curl = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(curl.getInputStream().readAllBytes(), UTF_8);
    assertThat(curl.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Answer(curl.exitValue(), text);
  }

  private String text(String... arguments) throws IOException, InterruptedException {
    Answer answer = curl(arguments);
    assertThat(answer.exit()).as(answer.text()).isZero();
    return answer.text();
  }

  @Test
  void answersHealthChecks() throws Exception {
    assertThat(text(server)).isEqualTo("Ok.\n");
    assertThat(text(server + "/ping")).isEqualTo("Ok.\n");
    assertThat(text(server + "/replicas_status")).isEqualTo("Ok.\n");
    assertThat(text("-I", server + "/ping")).startsWith("HTTP/1.1 200 OK");
    assertThat(text("-i", server + "/nosuch"))
        .startsWith("HTTP/1.1 404 Not Found")
        .contains("There is no handle /nosuch");
  }

  @Test
  void takesAStatementFromUrlAndBodyTogether() throws Exception {
    assertThat(text(server + "/?query=SELECT%201")).isEqualTo("1\n");
    assertThat(text(server, "-d", "SELECT 2")).isEqualTo("2\n");
    assertThat(text(server + "/?query=SELECT", "-d", "3")).isEqualTo("3\n");
    assertThat(text("-0", server + "/?query=SELECT+4")).isEqualTo("4\n");
  }

  @Test
  void takesRowsFromTheBody() throws Exception {
    text(server, "-d", "CREATE OR REPLACE TABLE curl_rows (a UInt8, b String) ENGINE = Memory");
    text(server + "/?query=INSERT+INTO+curl_rows+FORMAT+TSV", "--data-binary", "1\tx\n2\ty\n");
    text(server, "--data-binary", "INSERT INTO curl_rows FORMAT CSV\n3,\"z\n\nz\"\n");
    text(server, "-d", "INSERT INTO curl_rows (a, b) VALUES (4, upper('v')), (5, 'w')");
    text(server + "/?query=INSERT+INTO+curl_rows+VALUES", "-d", "(6, 'FORMAT')");
    assertThat(text(server, "-d", "SELECT * FROM curl_rows ORDER BY a"))
        .isEqualTo("1\tx\n2\ty\n3\tz\\n\\nz\n4\tV\n5\tw\n6\tFORMAT\n");
  }

  @Test
  void namesFormatTimezoneAndQueryIdInHeaders() throws Exception {
    assertThat(
            text("-i", server + "/?query_id=my-id&default_format=JSONEachRow", "-d", "SELECT 1 a"))
        .startsWith("HTTP/1.1 200 OK")
        .containsIgnoringCase("\r\ncontent-type: application/x-ndjson; charset=UTF-8\r\n")
        .contains("\r\nX-ClickHouse-Query-Id: my-id\r\n")
        .contains("\r\nX-ClickHouse-Format: JSONEachRow\r\n")
        .contains("\r\nX-ClickHouse-Timezone: ")
        .contains("\r\nX-ClickHouse-Server-Display-Name: ")
        .contains("\r\nX-ClickHouse-Summary: {\"read_rows\":\"1\"")
        .endsWith("{\"a\":1}\n");
    assertThat(text("-H", "X-ClickHouse-Format: CSV", server, "-d", "SELECT 'a', 1"))
        .isEqualTo("\"a\",1\n");
    assertThat(text("-i", server, "-d", "SELECT 1 FORMAT JSON"))
        .containsIgnoringCase("content-type: application/json; charset=UTF-8")
        .contains("X-ClickHouse-Format: JSON\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | 62  | SELEC                            | SYNTAX_ERROR",
        "400 | 62  | SELECT 1; SELECT 2               | Multi-statements are not allowed",
        "400 | 62  | SHOW DATABASES; SHOW TABLES      | Multi-statements are not allowed",
        "400 | 62  | -- nothing                       | Empty query",
        "404 | 60  | SELECT * FROM nosuch             | UNKNOWN_TABLE",
        "404 | 60  | INSERT INTO nosuch FORMAT TSV 1  | UNKNOWN_TABLE",
        "404 | 46  | SELECT nosuch(1)                 | UNKNOWN_FUNCTION",
        "404 | 73  | SELECT 1 FORMAT NoSuch           | UNKNOWN_FORMAT",
        "500 | 43  | SELECT 1 + [1]                   | ILLEGAL_TYPE_OF_ARGUMENT",
        "400 | 6   | SELECT toUInt8('x')              | CANNOT_PARSE_TEXT",
        "500 | 395 | SELECT throwIf(1)                | FUNCTION_THROW_IF_VALUE_IS_NON_ZERO",
        "501 | 48  | SELECT 1 INTO OUTFILE '/tmp/x'   | NOT_IMPLEMENTED",
        "403 | 497 | SELECT * FROM file('/etc/passwd')| ACCESS_DENIED",
        "403 | 497 | SYSTEM SHUTDOWN                  | ACCESS_DENIED",
      })
  void answersErrorsAsClickHouseDoes(int status, int code, String sql, String text)
      throws Exception {
    assertThat(text("-i", server, "-d", sql))
        .startsWith("HTTP/1.1 " + status + " ")
        .contains("\r\nX-ClickHouse-Exception-Code: " + code + "\r\n")
        .contains("\r\n\r\nCode: " + code + ". DB::Exception: ")
        .contains(text)
        .containsPattern("\\) \\(version [0-9.]+ \\(official build\\)\\)\n$");
  }

  @Test
  void takesSettingsParametersAndDatabaseFromTheUrl() throws Exception {
    assertThat(
            text(server + "/?param_x=2&param_s=a%5Ctb", "-d", "SELECT {x:UInt8} + 1, {s:String}"))
        .isEqualTo("3\ta\\tb\n");
    assertThat(text(server + "/?database=system", "-d", "SELECT * FROM one")).isEqualTo("0\n");
    assertThat(text("-H", "X-ClickHouse-Database: system", server, "-d", "SELECT * FROM one"))
        .isEqualTo("0\n");
    assertThat(text(server + "/?max_threads=3", "-d", "SELECT getSetting('max_threads')"))
        .isEqualTo("3\n");
    assertThat(text(server, "-d", "SELECT getSetting('max_threads') = 3")).isEqualTo("0\n");
    assertThat(text("-i", server + "/?nosuch=1", "-d", "SELECT 1"))
        .startsWith("HTTP/1.1 404")
        .contains("Code: 115. DB::Exception: Unknown setting 'nosuch'");
    assertThat(text("-i", server + "/?database=nosuch", "-d", "SELECT 1"))
        .startsWith("HTTP/1.1 404")
        .contains("Code: 81.");
  }

  @Test
  void doesNotLetAGetChangeAnything() throws Exception {
    assertThat(text("-i", server + "/?query=CREATE+TABLE+by_get+(a+UInt8)+ENGINE=Memory"))
        .startsWith("HTTP/1.1 500")
        .contains("method GET implies readonly")
        .contains("(READONLY)");
  }

  @Test
  void knowsUsersByEachWayOfNamingThem() throws Exception {
    String user = SharedClickHouse.USER;
    String password = SharedClickHouse.PASSWORD;
    assertThat(text("-u", user + ":" + password, server, "-d", "SELECT 1")).isEqualTo("1\n");
    assertThat(text(server + "/?user=alice&password=s3cret%3Awith%20colon", "-d", "SELECT 1"))
        .isEqualTo("1\n");
    String[] headers = {"-H", "X-ClickHouse-User: " + user, "-H", "X-ClickHouse-Key: " + password};
    assertThat(text(headers[0], headers[1], headers[2], headers[3], server, "-d", "SELECT 1"))
        .isEqualTo("1\n");
    for (String[] wrong :
        new String[][] {
          {"-u", user + ":wrong"},
          {"-u", "nobody:"},
          {"-H", "X-ClickHouse-Key: x"},
          {"-H", "Authorization: Bearer x"},
          {"-H", "Authorization: Basic %%%"}
        }) {
      assertThat(text("-i", wrong[0], wrong[1], server, "-d", "SELECT 1"))
          .startsWith("HTTP/1.1 403 Forbidden")
          .contains("X-ClickHouse-Exception-Code: 516")
          .contains("(AUTHENTICATION_FAILED)");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd", "deflate"})
  void compressesForThoseWhoAsk(String coding) throws Exception {
    String ask = "Accept-Encoding: " + coding;
    String sql = "SELECT number FROM numbers(100000)";
    assertThat(text("-i", "-H", ask, server, "-d", sql))
        .doesNotContainIgnoringCase("content-encoding");
    Path head = dir.resolve("head");
    String decoded =
        text(
            "--compressed",
            "-D",
            head.toString(),
            "-H",
            ask,
            server + "/?enable_http_compression=1",
            "-d",
            sql);
    assertThat(head).content().containsIgnoringCase("content-encoding: " + coding);
    assertThat(decoded.lines().count()).isEqualTo(100_000);
  }

  @Test
  void takesCompressedRows() throws Exception {
    Path rows = dir.resolve("rows.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(rows))) {
      out.write("1\n2\n3\n".repeat(1000).getBytes(UTF_8));
    }
    text(server, "-d", "CREATE OR REPLACE TABLE curl_gz (a UInt8) ENGINE = Memory");
    String insert = server + "/?query=INSERT+INTO+curl_gz+FORMAT+TSV";
    text(insert, "-H", "Content-Encoding: gzip", "--data-binary", "@" + rows);
    assertThat(text(server, "-d", "SELECT count(), sum(a) FROM curl_gz")).isEqualTo("3000\t6000\n");
    assertThat(text("-i", insert, "-H", "Content-Encoding: gzip", "--data-binary", "1\n"))
        .contains("HTTP/1.1 500")
        .contains("(CANNOT_DECOMPRESS)");
    assertThat(text("-i", insert, "-H", "Content-Encoding: rot13", "--data-binary", "1\n"))
        .contains("(UNKNOWN_COMPRESSION_METHOD)");
  }

  @Test
  void breaksOffWhereAResultFails() throws Exception {
    String sql = "SELECT number, throwIf(number = 300000) FROM numbers(400000) FORMAT TSV";
    Answer answer = curl("-i", server, "-d", sql);
    assertThat(answer.exit()).as("a transfer that ended early").isEqualTo(18);
    String tag = answer.text().replaceAll("(?s).*X-ClickHouse-Exception-Tag: (\\w+).*", "$1");
    assertThat(answer.text())
        .startsWith("HTTP/1.1 200 OK")
        .contains("\r\n__exception__\r\n" + tag + "\r\nCode: 395. DB::Exception: ")
        .contains(" " + tag + "\r\n__exception__\r\n");
    assertThat(text("-i", server + "/?wait_end_of_query=1", "-d", sql))
        .startsWith("HTTP/1.1 500")
        .contains("Code: 395.");
  }

  @Test
  void keepsASessionForThoseWhoNameIt() throws Exception {
    String session = server + "/?session_id=curl-session";
    text(session, "-d", "CREATE TEMPORARY TABLE mine (a UInt8)");
    text(session, "-d", "INSERT INTO mine VALUES (7)");
    assertThat(text(session + "&session_check=1", "-d", "SELECT * FROM mine")).isEqualTo("7\n");
    assertThat(text(server, "-d", "SELECT * FROM mine")).contains("Code: 60.");
    assertThat(text(server + "/?session_id=other&session_check=1", "-d", "SELECT 1"))
        .contains("Code: 372.");
    assertThat(text(session + "&session_timeout=99999", "-d", "SELECT 1")).contains("Code: 374.");
    text(session + "&session_timeout=0", "-d", "SELECT 1");
  }
}
