package io.tapmesh.collector;

import static io.tapmesh.collector.decode.Otlp.span;
import static io.tapmesh.collector.decode.Otlp.spans;
import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.collector.testing.Await;
import io.tapmesh.collector.testing.ChildCollector;
import io.tapmesh.collector.testing.HeldPort;
import io.tapmesh.collector.testing.TestClickHouse;
import io.tapmesh.collector.testing.TestKafka;
import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program from outside: exit codes, messages, signals. */
@Tag("slow")
class MainTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static TestKafka kafka;

  private final TestClickHouse clickHouse = TestClickHouse.newDatabase();
  @TempDir private Path folder;

  @BeforeAll
  static void startKafka(@TempDir Path data) {
    kafka = new TestKafka(data);
  }

  @AfterAll
  static void stopKafka() {
    kafka.close();
  }

  @Test
  void sigtermStoresWhatWasReadAndEndsWithZero() throws Exception {
    long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    for (int i = 0; i < 500; i++) {
      kafka.send(Topics.SPANS, i % 3, spans("s", List.of(span(i, now + i).build())).toByteArray());
    }
    kafka.flush();
    // Only now: it reads from the beginning, all at once, and waits a second before it stores. So
    // everything has been read when a first row is there.
    ChildCollector child =
        start(config(kafka.bootstrapServers(), clickHouse.uri().toString(), "127.0.0.1:0"));
    TestClickHouse server = TestClickHouse.at(clickHouse.uri(), "default");
    Await.until(
        "a first row is there",
        PATIENCE,
        () ->
            server.number(
                    "SELECT sum(rows) FROM system.parts WHERE active AND database = '"
                        + clickHouse.database()
                        + "' AND table = 'otel_traces'")
                > 0);

    child.terminate();

    assertThat(child.endsWithin(PATIENCE.toMillis())).isTrue();
    assertThat(child.output()).contains("Storing what has been read: ").contains("Stopped");
    assertThat(child.exitCode()).isEqualTo(ExitCode.OK.code());
    assertThat(clickHouse.number("SELECT count() FROM otel_traces")).isEqualTo(500);
  }

  @Test
  void aTakenAdminPortIsOneSentenceAnd69() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = "127.0.0.1:" + taken.getLocalPort();
      assertFails(
          config(kafka.bootstrapServers(), clickHouse.uri().toString(), port),
          ExitCode.UNAVAILABLE,
          "admin port " + port + " cannot be bound: Address already in use");
    }
  }

  @Test
  void clickHouseThatIsNotThereIsOneSentenceAnd69() throws Exception {
    try (HeldPort closed = new HeldPort()) {
      String url = "http://127.0.0.1:" + closed.number();
      assertFails(
          config(kafka.bootstrapServers(), url, "127.0.0.1:0"),
          ExitCode.UNAVAILABLE,
          "ClickHouse at " + url + " does not answer: Connect");
    }
  }

  @Test
  void kafkaThatIsNotThereIsOneSentenceAnd69() throws Exception {
    try (HeldPort closed = new HeldPort()) {
      String servers = "127.0.0.1:" + closed.number();
      assertFails(
          config(servers, clickHouse.uri().toString(), "127.0.0.1:0"),
          ExitCode.UNAVAILABLE,
          "Kafka at " + servers + " does not answer: ");
    }
  }

  @Test
  void aWrongPasswordIsOneSentenceAnd69() throws Exception {
    String yaml =
        Files.readString(
                config(kafka.bootstrapServers(), clickHouse.uri().toString(), "127.0.0.1:0"))
            .replace("database:", "password: wrong, database:");
    assertFails(
        Files.writeString(folder.resolve("collector.yaml"), yaml),
        ExitCode.UNAVAILABLE,
        "ClickHouse at " + clickHouse.uri() + " refused: Code: 516");
  }

  @Test
  void aWrongFileIsItsErrorsAnd64() throws Exception {
    Path file = Files.writeString(folder.resolve("collector.yaml"), "kind: Collector\nspec: {}\n");
    assertFails(file, ExitCode.USAGE, "collector.yaml has ");
  }

  private void assertFails(Path config, ExitCode code, String message) throws Exception {
    ChildCollector child = start(config);
    assertThat(child.endsWithin(PATIENCE.toMillis())).isTrue();
    assertThat(child.output().lines().filter(line -> !isLogged(line)).toList())
        .first()
        .asString()
        .contains(message);
    assertThat(child.output()).doesNotContain("\tat ");
    assertThat(child.exitCode()).isEqualTo(code.code());
  }

  private static boolean isLogged(String line) {
    return line.matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} .*");
  }

  private ChildCollector start(Path config) throws IOException {
    return ChildCollector.start(folder.resolve("output"), "--config", config.toString());
  }

  private Path config(String servers, String clickHouseUrl, String admin) throws IOException {
    String yaml =
        """
        apiVersion: tapmesh.io/v1
        kind: Collector
        metadata: {name: main-test}
        spec:
          kafka: {bootstrapServers: "%s", groupId: "%s"}
          clickhouse: {url: "%s", database: %s}
          admin: {listen: "%s"}
        """
            .formatted(servers, clickHouse.database(), clickHouseUrl, clickHouse.database(), admin);
    return Files.writeString(folder.resolve("collector.yaml"), yaml);
  }
}
