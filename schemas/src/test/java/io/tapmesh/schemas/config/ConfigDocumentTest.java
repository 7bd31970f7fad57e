package io.tapmesh.schemas.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigDocumentTest {

  private static final String HEAD =
      """
      apiVersion: tapmesh.io/v1
      kind: SampleKind
      metadata: {name: one}
      """;

  @TempDir Path folder;

  @Test
  void fillsInTheDefaultsOfTheSchema() {
    ConfigDocument document = parse(HEAD + "spec:\n  listeners:\n  - listen: 127.0.0.1:0\n");

    JsonNode spec = document.spec();
    assertThat(spec.path("timeout").asText()).isEqualTo("5s");
    assertThat(spec.path("threads").asInt()).isEqualTo(2);
    assertThat(spec.path("mode").asText()).isEqualTo("exact");
    assertThat(spec.path("limits").path("header").asText()).isEqualTo("64KiB");
    assertThat(spec.path("listeners").path(0).path("backlog").asInt()).isEqualTo(128);
  }

  @Test
  void keepsWhatIsWritten() {
    ConfigDocument document =
        parse(HEAD + "spec: {threads: 7, mode: fast, listeners: [{listen: '[::1]:80'}]}\n");

    assertThat(document.name()).isEqualTo("one");
    assertThat(document.spec().path("threads").asInt()).isEqualTo(7);
    assertThat(document.spec().path("mode").asText()).isEqualTo("fast");
  }

  @Test
  void reportsEveryErrorWithItsPlaceAndExpectation() {
    String yaml =
        """
        apiVersion: tapmesh.io/v2
        kind: SampleKind
        metadata: {}
        spec:
          timeout: 5 seconds
          threads: 0
          mode: quick
          Limits: {}
          listeners:
          - listen: nonsense
          - backlog: many
        """;

    ConfigException e = catchThrowableOfType(ConfigException.class, () -> parse(yaml));

    assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(e.lines())
        .containsExactly(
            "apiVersion: value \"tapmesh.io/v2\" (expected: tapmesh.io/v1), test.yaml:1:13",
            "metadata.name: missing (expected: a name of letters, digits, '-', '_' and '.'),"
                + " test.yaml:3:11",
            "spec.timeout: value \"5 seconds\" (expected: a duration such as 250ms, 5s, 1m, 1h or"
                + " 1d), test.yaml:5:12",
            "spec.threads: value 0 (expected: >= 1), test.yaml:6:12",
            "spec.mode: value \"quick\" (expected: one of fast, exact), test.yaml:7:9",
            "spec.Limits: unknown field (expected: limits), test.yaml:8:11",
            "spec.listeners[0].listen: value \"nonsense\" (expected: ADDRESS:PORT; port 0 asks for"
                + " a free one), test.yaml:10:13",
            "spec.listeners[1].listen: missing (expected: ADDRESS:PORT; port 0 asks for a free"
                + " one), test.yaml:11:5",
            "spec.listeners[1].backlog: value \"many\" (expected: integer), test.yaml:11:14");
    assertThat(e).hasMessageStartingWith("test.yaml has 9 errors:\n  apiVersion: ");
  }

  @Test
  void runsChecksBesideTheSchemaAndReportsBoth() {
    String yaml = HEAD + "spec:\n  threads: 99\n  listeners:\n  - listen: a:80\n  - listen: a:80\n";

    ConfigException e =
        catchThrowableOfType(
            ConfigException.class,
            () -> ConfigDocument.parse(yaml, "test.yaml", "SampleKind", this::noRepeatedPorts));

    assertThat(e.lines())
        .containsExactly(
            "spec.threads: value 99 (expected: <= 64), test.yaml:5:12",
            "spec.listeners[1].listen: value \"a:80\" (expected: another address),"
                + " test.yaml:8:13");
  }

  @Test
  void refusesWhatIsNoYaml() {
    assertThatThrownBy(() -> parse("spec: [1, 2\nkind: x"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("(expected: one YAML document), test.yaml:2:");
  }

  @Test
  void refusesRepeatedKeys() {
    assertThatThrownBy(() -> parse("kind: a\nkind: b\n"))
        .hasMessageContaining("kind: repeated key (expected: each key once), test.yaml:2:1");
  }

  @Test
  void refusesAliasesThatDenoteAHugeTree() {
    StringBuilder yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i <= 4; i++) {
      String twelve = String.join(", ", Collections.nCopies(12, "*a" + (i - 1)));
      yaml.append("a%d: &a%d [%s]\n".formatted(i, i, twelve));
    }

    assertThatThrownBy(() -> parse(yaml.toString())).hasMessageContaining("too many values");
  }

  @Test
  void refusesAnEmptyDocument() {
    assertThatThrownBy(() -> parse("")).hasMessageContaining("document: value null");
  }

  @Test
  void missingFileSaysSo() {
    Path missing = folder.resolve("absent.yaml");

    assertThatThrownBy(() -> ConfigDocument.load(missing, "SampleKind"))
        .isInstanceOfSatisfying(
            StartupException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.NO_INPUT))
        .hasMessageContaining("absent.yaml does not exist");
  }

  @Test
  void placesOfDefaultsAreThoseOfTheirAncestors() throws Exception {
    Path file = folder.resolve("c.yaml");
    Files.writeString(file, HEAD + "spec: {listeners: [{listen: a:1}]}\n");

    ConfigDocument document = ConfigDocument.load(file, "SampleKind");

    assertThat(document.place("/spec/listeners/0/listen")).isEqualTo(file + ":4:29");
    assertThat(document.place("/spec/limits/header")).isEqualTo(file + ":4:7");
  }

  @Test
  void revisionFollowsTheText() {
    String yaml = HEAD + "spec: {listeners: [{listen: a:1}]}\n";

    assertThat(parse(yaml).revision()).hasSize(12).isEqualTo(parse(yaml).revision());
    assertThat(parse(yaml + "# more\n").revision()).isNotEqualTo(parse(yaml).revision());
  }

  private static ConfigDocument parse(String yaml) {
    return ConfigDocument.parse(yaml, "test.yaml", "SampleKind");
  }

  private void noRepeatedPorts(JsonNode root, ConfigErrors errors) {
    Set<String> seen = new HashSet<>();
    JsonNode listeners = root.path("spec").path("listeners");
    for (int i = 0; i < listeners.size(); i++) {
      JsonNode listen = listeners.path(i).path("listen");
      if (!seen.add(listen.asText())) {
        errors.reject("/spec/listeners/" + i + "/listen", listen, "another address");
      }
    }
  }
}
