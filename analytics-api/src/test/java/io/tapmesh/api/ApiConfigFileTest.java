package io.tapmesh.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import io.tapmesh.schemas.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiConfigFileTest {

  @TempDir Path folder;

  @Test
  void readsEverything() throws IOException {
    Files.createDirectory(folder.resolve("slo"));
    Files.writeString(folder.resolve("secret"), "s3cret\nsecond line\n");
    ApiConfig config =
        load(
            """
            apiVersion: tapmesh.io/v1
            kind: AnalyticsApi
            metadata: {name: api}
            spec:
              listen: 0.0.0.0:9090
              clickhouse:
                url: jdbc:clickhouse://db.example:9123/mesh
                user: reader
                passwordFile: secret
                queryTimeout: 5s
              objectives: {directory: slo}
              limits: {concurrentQueries: 4}
            """);
    assertThat(config.listen()).hasToString("0.0.0.0:9090");
    assertThat(config.clickhouse().url()).hasToString("http://db.example:9123");
    assertThat(config.clickhouse().database()).isEqualTo("mesh");
    assertThat(config.clickhouse().password()).isEqualTo("s3cret");
    assertThat(config.clickhouse().queryTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.clickhouse().maxConcurrentQueries()).isEqualTo(4);
    assertThat(config.clickhouse()).hasToString("reader@http://db.example:9123/mesh");
    assertThat(config.objectivesDirectory()).isEqualTo(folder.resolve("slo"));
  }

  @Test
  void listensOnTheLoopbackUnlessTold() throws IOException {
    ApiConfig config =
        load(
            """
            apiVersion: tapmesh.io/v1
            kind: AnalyticsApi
            metadata: {name: api}
            spec:
              clickhouse: {url: "https://db.example"}
            """);
    assertThat(config.listen()).hasToString("127.0.0.1:8080");
    assertThat(config.clickhouse().url()).hasToString("https://db.example:8443");
    assertThat(config.clickhouse().database()).isEqualTo("tapmesh");
    assertThat(config.objectivesDirectory()).isNull();
  }

  @Test
  void reportsAllMistakesAtOnceWithPlaces() {
    assertThatThrownBy(
            () ->
                load(
                    """
                    apiVersion: tapmesh.io/v1
                    kind: AnalyticsApi
                    metadata: {name: api}
                    spec:
                      lissten: 127.0.0.1:80
                      clickhouse:
                        url: postgres://db
                        password: a
                        passwordFile: b
                        queryTimeout: 0s
                      limits: {concurrentQueries: 0}
                    """))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e -> {
              assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE);
              assertThat(e.lines()).hasSize(5);
              assertThat(e.getMessage())
                  .contains("spec.lissten: unknown field")
                  .contains("\"postgres://db\" (expected: http://HOST:PORT")
                  .contains("passwordFile: given beside password")
                  .contains("queryTimeout: value \"0s\"")
                  .contains("concurrentQueries: value 0 (expected: >= 1)")
                  .contains("api.yaml:7:");
            });
  }

  @Test
  void namesTheFileOrDirectoryThatIsMissing() {
    String start =
        """
        apiVersion: tapmesh.io/v1
        kind: AnalyticsApi
        metadata: {name: api}
        spec:
          clickhouse:
            url: http://db:8123
        """;
    assertMissing(start + "    passwordFile: nope\n", "nope");
    assertMissing(start + "  objectives: {directory: nowhere}\n", "nowhere");
  }

  private void assertMissing(String yaml, String what) {
    assertThatThrownBy(() -> load(yaml))
        .isInstanceOfSatisfying(
            StartupException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.NO_INPUT))
        .hasMessageContaining(what);
  }

  private ApiConfig load(String yaml) throws IOException {
    return ApiConfigFile.load(Files.writeString(folder.resolve("api.yaml"), yaml));
  }
}
