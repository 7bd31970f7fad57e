package io.tapmesh.api.slo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenSloReaderTest {

  private static final Pattern YAML = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);

  @TempDir Path directory;

  @Test
  void takesTheExampleOfTheDocumentation() throws IOException {
    Matcher example = YAML.matcher(Files.readString(Path.of("../docs/slo.md")));
    assertThat(example.find()).isTrue();
    Objectives.Snapshot read = read(example.group(1));
    assertThat(read.problems()).isEmpty();
    assertThat(read.definitions())
        .extracting(Definition::name)
        .containsExactly("order-speed-1", "order-speed-2", "payment-availability");
    Definition fast = read.definitions().get(0);
    assertThat(fast.thresholdMillis()).isEqualTo(300);
    assertThat(fast.target()).isEqualByComparingTo("0.95");
    assertThat(fast.timeWindow()).isEqualTo(Duration.ofDays(28));
    assertThat(fast.method()).isEqualTo("POST");
  }

  @Test
  void saysWhatIsMissingOrTooMuch() throws IOException {
    String slo =
        """
        apiVersion: openslo/v1
        kind: SLO
        metadata: {name: %s}
        spec:
          service: pay
          %s
          timeWindow: [{duration: %s, isRolling: true}]
          budgetingMethod: Occurrences
          objectives: [%s]
        """;
    String latency =
        "indicator: {spec: {ratioMetric: {good: {metricSource: {type: tapmesh,"
            + " spec: {indicator: latency}}}, total: {metricSource: {type: tapmesh}}}}}";
    String text =
        String.join(
            "---\n",
            slo.formatted("no-threshold", latency, "30d", "{target: 0.9}"),
            slo.formatted("unknown-ref", "indicatorRef: nope", "30d", "{target: 0.9}"),
            slo.formatted("too-long", "indicatorRef: nope", "91d", "{target: 0.9}"),
            slo.formatted("both", latency, "30d", "{target: 0.9, targetPercent: 90}"));
    Objectives.Snapshot read = read(text);
    assertThat(read.definitions()).isEmpty();
    assertThat(String.join("\n", read.problems()))
        .contains("threshold: missing (expected: a duration such as 300ms), slo.yaml:6:")
        .contains("spec.indicatorRef: value \"nope\" (expected: the name of an SLI; none is valid)")
        .contains("value \"91d\" (expected: 5m to 90d)")
        .contains("both target and targetPercent");
  }

  private Objectives.Snapshot read(String text) throws IOException {
    return OpenSloReader.read(List.of(Files.writeString(directory.resolve("slo.yaml"), text)));
  }
}
