package io.tapmesh.embedded.clickhouse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to the process around the engine. Each test has one of its own. */
@Tag("slow")
class ProcessTest {

  private static final int SIGTERM = 143;

  private static final String ENDLESS = "SELECT sum(sipHash64(number)) FROM numbers(100000000000)";

  @TempDir Path dir;

  @Test
  void keepsTheJvmsSignalHandlers() throws Exception {
    Process probe = ServerProcess.java(64, SignalProbe.class, dir.toString());
    String said = new String(probe.getInputStream().readAllBytes(), UTF_8);
    assertThat(probe.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(said).contains("same handlers");
    assertThat(probe.exitValue()).isZero();
  }

  @Test
  void dropsARepeatedBlockAlsoAfterAHardKill() throws Exception {
    Map<String, String> insert =
        Map.of(
            "query", "INSERT INTO spans FORMAT TSV",
            "insert_deduplication_token", "topic-0-10-20",
            "deduplicate_blocks_in_dependent_materialized_views", "1",
            "async_insert", "0");
    try (ServerProcess server = ServerProcess.start(dir, 128)) {
      Http http = new Http(server.uri());
      http.text(
          "CREATE TABLE spans (service String, n UInt64) ENGINE = MergeTree ORDER BY n"
              + " SETTINGS non_replicated_deduplication_window = 100");
      http.text(
          "CREATE MATERIALIZED VIEW sums ENGINE = SummingMergeTree ORDER BY service"
              + " SETTINGS non_replicated_deduplication_window = 100"
              + " AS SELECT service, sum(n) AS n FROM spans GROUP BY service");
      assertThat(http.post(insert, "a\t1\nb\t2\n").statusCode()).isEqualTo(200);
      assertThat(http.post(insert, "a\t1\nb\t2\n").statusCode()).isEqualTo(200);
      assertThat(http.text("SELECT count() FROM spans")).isEqualTo("2\n");
    }
    try (ServerProcess server = ServerProcess.start(dir, 128)) {
      Http http = new Http(server.uri());
      assertThat(http.post(insert, "a\t1\nb\t2\n").statusCode()).isEqualTo(200);
      assertThat(http.text("SELECT count(), sum(n) FROM spans")).isEqualTo("2\t3\n");
      assertThat(http.text("SELECT service, sum(n) FROM sums GROUP BY service ORDER BY service"))
          .isEqualTo("a\t1\nb\t2\n");
    }
  }

  @Test
  void finishesWhatIsUnderWayWhenItIsToldToStop() throws Exception {
    try (ServerProcess server = ServerProcess.start(dir, 128)) {
      Http http = new Http(server.uri());
      http.text("CREATE TABLE kept (n UInt64) ENGINE = MergeTree ORDER BY n");
      // Long enough to be seen running, and well within the server's ten seconds of grace.
      CompletableFuture<HttpResponse<String>> slow =
          http.client()
              .sendAsync(
                  http.request(Map.of("max_block_size", "1"))
                      .POST(
                          BodyPublishers.ofString(
                              "INSERT INTO kept SELECT number + sleepEachRow(0.5) FROM numbers(12)"))
                      .build(),
                  BodyHandlers.ofString());
      Await.until(
          () -> http.text("SELECT count() FROM system.processes").equals("2\n"),
          "the insert does not begin");
      server.terminate();
      assertThat(slow.get().statusCode()).isEqualTo(200);
      assertThat(server.awaitExit(120)).isEqualTo(SIGTERM);
    }
    try (ServerProcess server = ServerProcess.start(dir, 128)) {
      assertThat(new Http(server.uri()).text("SELECT count() FROM kept")).isEqualTo("12\n");
    }
  }

  @Test
  void endsWhatTakesTooLongWhenItIsToldToStop() throws Exception {
    try (ServerProcess server = ServerProcess.start(dir, 128)) {
      Http http = new Http(server.uri());
      CompletableFuture<HttpResponse<String>> running =
          http.client()
              .sendAsync(
                  http.request(Map.of()).POST(BodyPublishers.ofString(ENDLESS)).build(),
                  BodyHandlers.ofString());
      Await.until(
          () -> http.text("SELECT count() FROM system.processes").equals("2\n"),
          "the query does not begin");
      server.terminate();
      assertThat(running.get().body()).contains("(QUERY_WAS_CANCELLED)");
      assertThat(server.awaitExit(120)).isEqualTo(SIGTERM);
    }
  }

  @Test
  void needsLittleMemoryForLargeResults() throws Exception {
    try (ServerProcess server = ServerProcess.start(dir, 48)) {
      Http http = new Http(server.uri());
      String sql = "SELECT number, repeat('x', 100) FROM numbers(2000000) FORMAT RowBinary";
      long bytes = 0;
      try (InputStream body = http.stream(Map.of("compress", "0"), sql).body()) {
        byte[] buffer = new byte[1 << 16];
        for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
          bytes += read;
        }
      }
      assertThat(bytes).isEqualTo(2_000_000L * (8 + 1 + 100));
      assertThat(server.peakMemoryBytes()).isLessThan(700L << 20);
    }
  }

  @Test
  void answersWithAnErrorWhenTheDiskIsFull() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(dir, 40);
        ServerProcess server = ServerProcess.start(disk.path(), 128)) {
      Http http = new Http(server.uri());
      http.text("CREATE TABLE full (n UInt64, s String CODEC(NONE)) ENGINE = MergeTree ORDER BY n");
      String insert = "INSERT INTO full SELECT number, randomString(1000) FROM numbers(10000)";
      HttpResponse<String> response = http.post(Map.of(), insert);
      for (int i = 0; i < 20 && response.statusCode() == 200; i++) {
        response = http.post(Map.of(), insert);
      }
      assertThat(response.statusCode()).isEqualTo(500);
      assertThat(response.headers().firstValue("X-ClickHouse-Exception-Code")).contains("243");
      assertThat(response.body())
          .startsWith("Code: 243. DB::Exception: ")
          .contains("NOT_ENOUGH_SPACE");
      assertThat(http.text("SELECT count() > 0 FROM full")).isEqualTo("1\n");
    }
  }

  @Test
  void saysThatItsDirectoryIsInUse() throws Exception {
    try (ServerProcess server = ServerProcess.start(dir, 128)) {
      assertThat(server.uri()).isNotNull();
      assertThatThrownBy(() -> EmbeddedClickHouse.start(ClickHouseOptions.in(dir)))
          .isInstanceOfSatisfying(
              StartupException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.UNAVAILABLE))
          .hasMessage("ClickHouse is already running on the data directory " + dir);
    }
  }

  @Test
  void breaksOffResponsesWhenItIsKilled() throws Exception {
    try (ServerProcess server = ServerProcess.start(dir, 128)) {
      Http http = new Http(server.uri());
      CompletableFuture<HttpResponse<String>> running =
          http.client()
              .sendAsync(
                  http.request(Map.of()).POST(BodyPublishers.ofString(ENDLESS)).build(),
                  BodyHandlers.ofString());
      Await.until(
          () -> http.text("SELECT count() FROM system.processes").equals("2\n"),
          "the query does not begin");
      server.kill();
      assertThatThrownBy(running::get).isInstanceOf(ExecutionException.class);
    }
  }
}
