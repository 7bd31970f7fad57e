package io.tapmesh.api.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapmesh.api.fixture.ClickHouseForTests;
import io.tapmesh.api.fixture.TestDatabase;
import io.tapmesh.api.store.StoreException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(ClickHouseForTests.class)
class StoreTest {

  /** A busy machine may take seconds for any statement. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final List<String> outcomes = Collections.synchronizedList(new ArrayList<>());
  private StoreConfig ordinary;
  private Store store;

  @BeforeEach
  void connect(TestDatabase database) {
    ordinary = database.config();
    store = store(PATIENCE, ordinary.maxConcurrentQueries(), ordinary.queueTimeout());
  }

  private Store store(Duration queryTimeout, int maxConcurrentQueries, Duration queueTimeout) {
    StoreConfig config =
        new StoreConfig(
            ordinary.url(),
            ordinary.database(),
            ordinary.user(),
            ordinary.password(),
            ordinary.connectTimeout(),
            queryTimeout,
            maxConcurrentQueries,
            queueTimeout);
    return new Store(config, (name, outcome, nanos) -> outcomes.add(name + " " + outcome));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "",
        "'",
        "\\",
        "\\'",
        "\\\\",
        "a\tb\nc\rd",
        "\0",
        "%41+%",
        "é店😀",
        "{a:String}",
        "\\N",
        "null",
        "\\x41",
        "\b\f",
        "a,b]['"
      })
  void bindsTextAsItIs(String text) {
    Query query =
        new Bindings()
            .text("one", text)
            .texts("many", List.of(text, "x", text))
            .query("q", "SELECT {one:String} AS one, {many:Array(String)} AS many");
    assertThat(text(query, "one")).isEqualTo(text);
    assertThat(texts(query)).containsExactly(text, "x", text);
  }

  @Test
  void bindsAnEmptyArray() {
    Query query =
        new Bindings().texts("many", List.of()).query("q", "SELECT {many:Array(String)} AS many");
    assertThat(texts(query)).isEmpty();
  }

  @Test
  void bindsTimes() {
    Instant at = Instant.parse("2026-11-23T10:11:12.123456789Z");
    Query query =
        new Bindings()
            .seconds("s", at)
            .nanos("n", at)
            .query(
                "q",
                "SELECT toUnixTimestamp({s:DateTime('UTC')}) AS s,"
                    + " toUnixTimestamp64Nano(fromUnixTimestamp64Nano({n:Int64})) AS n");
    assertThat(store.list(query, row -> row.seconds("s")))
        .containsExactly(Instant.parse("2026-11-23T10:11:12Z"));
    assertThat(store.list(query, row -> row.nanos("n"))).containsExactly(at);
  }

  @Test
  void stopsAStatementThatTakesTooLong() {
    try (Store strict =
        store(Duration.ofSeconds(1), ordinary.maxConcurrentQueries(), ordinary.queueTimeout())) {
      assertReason(
          strict,
          "SELECT count() AS n FROM system.numbers WHERE sipHash64(number) = 1",
          Reason.TIMEOUT);
    }
    assertThat(outcomes).containsExactly("q timeout");
  }

  @Test
  void refusesAnswersThatAreTooLarge() {
    assertReason(store, "SELECT number FROM system.numbers LIMIT 50001", Reason.TOO_LARGE);
    assertThat(
            store.list(
                new Query("q", "SELECT number AS n FROM system.numbers LIMIT 50000", Map.of()),
                row -> row.number("n")))
        .hasSize(Store.MAX_ROWS);
  }

  @Test
  void tellsMistakesFromMissingTables() {
    assertReason(store, "SELEC 1", Reason.FAILED);
    assertReason(store, "SELECT 1 FROM nowhere", Reason.UNAVAILABLE);
    assertReason(store, "SELECT 1 FROM no_database.nowhere", Reason.UNAVAILABLE);
  }

  @Test
  void refusesMoreStatementsThanMayRunAtOnce() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    Query one = new Query("q", "SELECT 1 AS n", Map.of());
    try (Store narrow = store(PATIENCE, 1, Duration.ofMillis(50))) {
      CompletableFuture<Long> first =
          CompletableFuture.supplyAsync(
              () ->
                  narrow.one(
                      one,
                      row -> {
                        running.countDown();
                        await(asked);
                        return row.number("n");
                      }));
      running.await();
      assertThat(narrow.inFlight()).isEqualTo(1);
      assertReason(narrow, "SELECT 2", Reason.BUSY);
      asked.countDown();
      assertThat(first.get()).isEqualTo(1);
      assertThat(narrow.inFlight()).isZero();
      assertThat(narrow.list(one, row -> row.number("n"))).containsExactly(1L);
    }
    assertThat(outcomes).containsExactly("q busy", "q ok", "q ok");
  }

  private String text(Query query, String column) {
    return store.one(query, row -> row.text(column));
  }

  private List<String> texts(Query query) {
    return store.one(query, row -> row.texts("many"));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertReason(Store asked, String sql, Reason reason) {
    assertThatThrownBy(() -> asked.list(new Query("q", sql, Map.of()), row -> 1))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
