package io.tapmesh.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapmesh.embedded.clickhouse.ClickHouseOptions;
import io.tapmesh.embedded.clickhouse.EmbeddedClickHouse;
import io.tapmesh.embedded.clickhouse.SharedClickHouse;
import io.tapmesh.embedded.kafka.KafkaOptions;
import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedClickHouse.class)
class EnginesTest {

  @TempDir Path dir;

  @Test
  void startsTheServerOfTheMachineAndStopsItInGoodOrder() throws Exception {
    Path old = program("old", "echo 'ClickHouse server version 18.16.1 revision 54412.'");
    Path recent = program("recent", fakeServer("25.3.1.1"));
    String searchPath = old + File.pathSeparator + recent;
    ClickHouseOptions options = ClickHouseOptions.in(dir.resolve("data"));
    try (RunningClickHouse server = Engines.clickHouse(null, options, searchPath)) {
      assertThat(server.description())
          .startsWith(recent.resolve("clickhouse") + " server 25.3.1.1 at http://127.0.0.1:");
      HttpRequest ping = HttpRequest.newBuilder(server.httpUri().resolve("/ping")).build();
      assertThat(HttpClient.newHttpClient().send(ping, BodyHandlers.ofString()).body())
          .isEqualTo("Ok.\n");
      assertThat(Files.readString(dir.resolve("data/server/config.xml")))
          .contains("<path>" + dir.resolve("data/server") + "/</path>")
          .contains("<max_server_memory_usage>" + options.maxMemoryBytes())
          .contains("<default>");
    }
    assertThat(dir.resolve("data/server/stopped")).hasContent("stopped in good order");
  }

  @Test
  void passesOverProgramsThatAreTooOldOrBroken() throws Exception {
    String path =
        program("old", "echo 'ClickHouse server version 18.16.1 revision 54412.'")
            + File.pathSeparator
            + program("broken", "exit 3")
            + File.pathSeparator
            + dir.resolve("missing");
    assertThat(ClickHouseBinary.onPath(path)).isEmpty();
    assertThat(ClickHouseBinary.recentEnough("24", "7")).isFalse();
    assertThat(ClickHouseBinary.recentEnough("24", "8")).isTrue();
    assertThat(ClickHouseBinary.recentEnough("26", "1")).isTrue();
  }

  @Test
  void saysWhyTheServerOfTheMachineDidNotStart() throws Exception {
    String broken =
        "[ \"$2\" = --version ] && echo 'ClickHouse server version 25.3.1.1' && exit 0\n"
            + "echo 'DB::NetException: Address already in use'; exit 210";
    Path path = program("broken", broken);
    ClickHouseOptions options = ClickHouseOptions.in(dir.resolve("data"));
    assertThatThrownBy(() -> Engines.clickHouse(null, options, path.toString()))
        .isInstanceOfSatisfying(
            StartupException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.UNAVAILABLE))
        .hasMessageContaining("status 210: DB::NetException: Address already in use");
  }

  @Test
  void usesTheServerThatIsNamed(EmbeddedClickHouse clickHouse) {
    String address = "127.0.0.1:" + clickHouse.port();
    ClickHouseOptions unused = ClickHouseOptions.in(dir);
    try (RunningClickHouse plain = Engines.clickHouse("http://" + address, unused)) {
      assertThat(plain.httpUri()).hasToString("http://" + address);
      assertThat(plain.user()).isEqualTo("default");
      assertThat(plain.description())
          .isEqualTo("server " + clickHouse.version() + " at http://" + address);
    }
    String jdbc = "jdbc:ch:http://alice:s3cret%3Awith%20colon@" + address + "/db?x=1";
    try (RunningClickHouse withUser = Engines.clickHouse(jdbc, unused)) {
      assertThat(withUser.user()).isEqualTo(SharedClickHouse.USER);
      assertThat(withUser.password()).isEqualTo(SharedClickHouse.PASSWORD);
      assertThat(withUser.jdbcUrl()).isEqualTo("jdbc:ch:http://" + address);
      assertThat(withUser.toString()).doesNotContain("s3cret");
    }
    assertThatThrownBy(() -> Engines.clickHouse("http://alice:wrong@" + address, unused))
        .isInstanceOfSatisfying(
            StartupException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.UNAVAILABLE))
        .hasMessageContaining("status 403: Code: 516.")
        .hasMessageNotContaining("wrong");
  }

  @Test
  void saysThatTheNamedServersDoNotAnswer() throws IOException {
    // Bound, but nobody listens: as long as it is open no other program gets the port.
    try (Socket closed = new Socket()) {
      closed.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      String address = "127.0.0.1:" + closed.getLocalPort();
      assertThatThrownBy(() -> Engines.clickHouse("http://" + address, ClickHouseOptions.in(dir)))
          .isInstanceOfSatisfying(
              StartupException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.UNAVAILABLE))
          .hasMessage(
              "the ClickHouse at http://" + address + " does not answer: nobody listens there");
      assertThatThrownBy(() -> Engines.kafka(address, KafkaOptions.in(dir)))
          .isInstanceOfSatisfying(
              StartupException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.UNAVAILABLE))
          .hasMessageContaining("the Kafka at " + address + " does not answer");
    }
  }

  @Test
  void refusesAddressesThatAreNone() {
    for (String url : new String[] {"here:8123", "jdbc:postgresql://h/db", "http://", "ftp://h"}) {
      assertThatThrownBy(() -> Engines.clickHouse(url, ClickHouseOptions.in(dir)))
          .as(url)
          .isInstanceOfSatisfying(
              StartupException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
          .hasMessageContaining("--clickhouse " + url);
    }
    assertThatThrownBy(() -> Engines.kafka("no port", KafkaOptions.in(dir)))
        .isInstanceOfSatisfying(
            StartupException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining("--kafka no port");
  }

  @Test
  void usesTheKafkaThatIsNamed() {
    try (RunningKafka broker = Engines.kafka(null, KafkaOptions.in(dir));
        RunningKafka named =
            Engines.kafka(broker.bootstrapServers(), KafkaOptions.in(dir.resolve("unused")))) {
      named.createTopics(Map.of("t", 1));
      assertThat(named.bootstrapServers()).isEqualTo(broker.bootstrapServers());
      assertThat(dir.resolve("unused")).doesNotExist();
    }
  }

  private static String fakeServer(String version) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes = Path.of("target", "test-classes").toAbsolutePath().toString();
    return "[ \"$2\" = --version ] && echo 'ClickHouse server version "
        + version
        + " (official build).' && exit 0\nexec "
        + java
        + " -Xmx32m -cp "
        + classes
        + " "
        + FakeClickHouseServer.class.getName()
        + " \"$@\"";
  }

  private Path program(String directory, String body) throws IOException {
    Path in = Files.createDirectories(dir.resolve(directory));
    Path file = in.resolve("clickhouse");
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return in;
  }
}
