package io.tapmesh.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapmesh.collector.ingest.BatchLimits;
import io.tapmesh.collector.store.ClickHouseAddress;
import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import io.tapmesh.schemas.config.ConfigException;
import io.tapmesh.schemas.config.HostPort;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFileTest {

  @TempDir private Path folder;

  @Test
  void defaultsAreThoseOfTheCode() throws IOException {
    CollectorConfig config =
        load("spec: {kafka: {bootstrapServers: 'k:9092'}, clickhouse: {url: 'http://c:8123'}}");

    assertThat(config)
        .isEqualTo(
            CollectorConfig.of("k:9092", "http://c:8123")
                .withAdmin(new HostPort("127.0.0.1", 9464)));
  }

  @Test
  void everySettingIsRead() throws IOException {
    Files.writeString(folder.resolve("secret"), "s3cret\n");
    CollectorConfig config =
        load(
            """
            spec:
              kafka:
                bootstrapServers: a:1,b:2
                groupId: g
                properties: {security.protocol: SSL, session.timeout.ms: 7000}
              clickhouse: {url: 'jdbc:clickhouse:https://c', database: d, user: u, passwordFile: secret}
              batch: {maxRows: 5, maxBytes: 2MiB, maxDelay: 250ms}
              topics: {partitions: 6, replication: 3}
              admin: {listen: '0.0.0.0:1'}
              drainTimeout: 1m
            """);

    assertThat(config)
        .isEqualTo(
            new CollectorConfig(
                new CollectorConfig.Kafka(
                    "a:1,b:2",
                    "g",
                    Map.of("security.protocol", "SSL", "session.timeout.ms", "7000")),
                new CollectorConfig.ClickHouse(
                    new ClickHouseAddress(URI.create("https://c:8443"), "d"), "u", "s3cret"),
                new BatchLimits(5, 2 << 20, Duration.ofMillis(250)),
                new CollectorConfig.Topics(6, 3),
                new HostPort("0.0.0.0", 1),
                Duration.ofMinutes(1)));
    assertThat(config.toString()).doesNotContain("s3cret").doesNotContain("7000");
  }

  @Test
  void allErrorsAreReportedAtOnceWithTheirPlaces() {
    assertThatThrownBy(
            () ->
                load(
                    """
                    spec:
                      kafka: {bootstrapServers: nowhere}
                      clickhouse: {url: 'ftp://c', password: a, passwordFile: b}
                      batch: {maxBytes: 1KiB, maxDelay: soon, maxRow: 7}
                    """))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e -> {
              assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE);
              assertThat(e.lines())
                  .anyMatch(l -> l.startsWith("spec.kafka.bootstrapServers: value \"nowhere\""))
                  .anyMatch(l -> l.startsWith("spec.clickhouse.url: value \"ftp://c\""))
                  .anyMatch(l -> l.startsWith("spec.clickhouse.passwordFile: a password as well"))
                  .anyMatch(
                      l -> l.startsWith("spec.batch.maxBytes: value \"1KiB\" (expected: 1MiB"))
                  .anyMatch(l -> l.startsWith("spec.batch.maxDelay: value \"soon\""))
                  .anyMatch(l -> l.contains("maxRow"))
                  .allMatch(l -> l.contains("collector.yaml:"));
            });
  }

  @Test
  void aMissingPasswordFileIsNamed() {
    assertThatThrownBy(
            () ->
                load(
                    "spec: {kafka: {bootstrapServers: 'k:9'}, clickhouse: {url: 'http://c',"
                        + " passwordFile: gone}}"))
        .isInstanceOfSatisfying(
            StartupException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.NO_INPUT))
        .hasMessageContaining("password file " + folder.resolve("gone") + " cannot be read");
  }

  @ParameterizedTest
  @CsvSource({
    "http://h:1, http://h:1, base",
    "http://h, http://h:8123, base",
    "https://h, https://h:8443, base",
    "jdbc:ch://h:1, http://h:1, base",
    "jdbc:clickhouse://h:1/db, http://h:1, db",
    "jdbc:clickhouse:https://h/, https://h:8443, base",
    "jdbc:ch:http://127.0.0.1:9, http://127.0.0.1:9, base",
    "jdbc:ch://h:1/db?ssl=true, https://h:1, db"
  })
  void everyWayToWriteAnAddressIsUnderstood(String text, URI url, String database) {
    assertThat(ClickHouseAddress.parse(text, "base"))
        .isEqualTo(new ClickHouseAddress(url, database));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "h:1", "ftp://h", "jdbc:mysql://h", "http://", "http://u:secret@h"})
  void otherAddressesAreRefusedWithoutShowingPasswords(String text) {
    assertThatThrownBy(() -> ClickHouseAddress.parse(text, "base"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(expected: ")
        .hasMessageNotContaining("secret");
  }

  private CollectorConfig load(String spec) throws IOException {
    Path file = folder.resolve("collector.yaml");
    Files.writeString(
        file, "apiVersion: tapmesh.io/v1\nkind: Collector\nmetadata: {name: test}\n" + spec);
    return CollectorConfig.load(file);
  }
}
