package io.tapmesh.embedded.clickhouse;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Several clients at the same time. */
@ExtendWith(SharedClickHouse.class)
class ConcurrencyTest {

  private static final String ENDLESS = "SELECT sum(sipHash64(number)) FROM numbers(100000000000)";

  /** Takes a day and almost no processor time, and sends nothing before its end. */
  private static final String SLEEPING =
      "SELECT sum(sleepEachRow(0.5)) FROM numbers(200000) SETTINGS max_block_size = 1";

  private Http http;

  @BeforeEach
  void connect(EmbeddedClickHouse clickHouse) {
    http = new Http(clickHouse.httpUri());
  }

  private CompletableFuture<HttpResponse<String>> start(
      Map<String, String> parameters, String sql) {
    return http.client()
        .sendAsync(
            http.request(parameters).POST(BodyPublishers.ofString(sql)).build(),
            BodyHandlers.ofString());
  }

  /** Starts statements that only {@link #kill} ends, and waits until all of them run. */
  private List<CompletableFuture<HttpResponse<String>>> startSleeping(int count, String ids)
      throws Exception {
    List<CompletableFuture<HttpResponse<String>>> all =
        IntStream.range(0, count)
            .mapToObj(i -> start(Map.of("query_id", ids + i), SLEEPING))
            .toList();
    String running =
        "SELECT count() FROM system.processes WHERE Settings['log_comment'] LIKE '%[query_id="
            + ids
            + "%'";
    Await.until(
        () -> http.text(running).equals(count + "\n"),
        "the " + count + " do not run at the same time");
    return all;
  }

  /** Ends them, and makes sure that nothing else did. */
  private void kill(List<CompletableFuture<HttpResponse<String>>> all, String ids)
      throws Exception {
    Await.until(
        () -> {
          http.post(Map.of(), "KILL QUERY WHERE query_id LIKE '" + ids + "%' ASYNC");
          return all.stream().allMatch(CompletableFuture::isDone);
        },
        "they go on after they were killed");
    for (CompletableFuture<HttpResponse<String>> each : all) {
      assertThat(each.get().body()).contains("(QUERY_WAS_CANCELLED)");
    }
  }

  @Test
  void runsSlowStatementsSideBySide() throws Exception {
    kill(startSleeping(4, "side-"), "side-");
  }

  @Test
  void keepsSettingsAndDatabasesOfRequestsApart() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> all =
        IntStream.range(1, 200)
            .mapToObj(
                i ->
                    start(
                        Map.of(
                            "max_threads",
                            "" + i % 7,
                            "database",
                            i % 2 == 0 ? "system" : "default"),
                        "SELECT getSetting('max_threads'), currentDatabase()"))
            .toList();
    for (int i = 1; i < 200; i++) {
      String threads = i % 7 == 0 ? "" : i % 7 + "\t";
      assertThat(all.get(i - 1).get().body())
          .contains(threads)
          .endsWith(i % 2 == 0 ? "system\n" : "default\n");
    }
  }

  @Test
  void cancelsAStatementByTheIdThatItsClientGave() throws Exception {
    var running = start(Map.of("query_id", "it's [mine]"), ENDLESS);
    String found =
        "SELECT count() FROM system.processes WHERE endsWith(Settings['log_comment'],"
            + " '[query_id=it\\'s [mine]]')";
    Await.until(() -> http.text(found).equals("1\n"), "the statement does not begin");
    assertThat(http.post(Map.of("query_id", "it's [mine]"), "SELECT 1").body())
        .contains("Code: 216.")
        .contains("Query with id = it's [mine] is already running");
    http.text("KILL QUERY WHERE query_id = 'it\\'s [mine]' ASYNC");
    HttpResponse<String> ended = running.get();
    assertThat(ended.statusCode()).isEqualTo(500);
    assertThat(ended.body()).contains("(QUERY_WAS_CANCELLED)");
  }

  @Test
  void endsWhatAClientNoLongerWaitsFor() throws Exception {
    for (String sql :
        List.of(
            ENDLESS,
            "INSERT INTO FUNCTION null('x UInt64') " + ENDLESS,
            "SELECT sleepEachRow(1) FROM numbers(100) SETTINGS max_block_size = 1",
            "SELECT number FROM numbers(100000000000) FORMAT JSON")) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
        byte[] request =
            ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + sql.length() + "\r\n\r\n" + sql)
                .getBytes(US_ASCII);
        socket.getOutputStream().write(request);
        Await.until(
            () -> http.text("SELECT count() FROM system.processes").equals("2\n"),
            "it does not begin: " + sql);
      }
      Await.until(
          () -> http.text("SELECT count() FROM system.processes").equals("1\n"),
          "it goes on after its client has gone: " + sql);
    }
  }

  private int port() {
    return http.request(Map.of()).build().uri().getPort();
  }

  @Test
  void letsFurtherRequestsWaitForAFreePlace() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> more =
        IntStream.range(0, 24).mapToObj(i -> start(Map.of(), "SELECT sleep(0.2), " + i)).toList();
    for (int i = 0; i < more.size(); i++) {
      assertThat(more.get(i).get().body()).isEqualTo("0\t" + i + "\n");
    }
  }

  @Test
  void answersHealthChecksWhileEveryPlaceIsTaken() throws Exception {
    var sleeping = startSleeping(SharedClickHouse.PLACES - 1, "taken-");
    var ping =
        HttpRequest.newBuilder(http.request(Map.of()).build().uri().resolve("/ping"))
            .timeout(Duration.ofMinutes(2))
            .build();
    // No statement can look whether the last place is taken. This one has it once its answer
    // begins, and keeps it, since nobody reads its terabyte.
    try (InputStream unread =
        http.stream(Map.of(), "SELECT number FROM numbers(100000000000)").body()) {
      assertThat(http.client().send(ping, BodyHandlers.ofString()).body()).isEqualTo("Ok.\n");
      assertThat(unread.read()).isEqualTo('0');
      assertThat(sleeping).noneMatch(CompletableFuture::isDone);
    } finally {
      kill(sleeping, "taken-");
    }
  }
}
