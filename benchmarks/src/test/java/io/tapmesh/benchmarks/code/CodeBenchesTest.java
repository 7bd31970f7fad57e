package io.tapmesh.benchmarks.code;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.schemas.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Collection;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

class CodeBenchesTest {

  /** Once, with each of its parameters; what it does not come to as expected, it says itself. */
  @Test
  void everyBenchRunsAndHasALineInTheTable() throws Exception {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(".*")
                    .mode(Mode.SingleShotTime)
                    .addProfiler(GCProfiler.class)
                    .forks(0)
                    .warmupIterations(0)
                    .measurementIterations(1)
                    .verbosity(VerboseMode.SILENT)
                    .shouldFailOnError(true)
                    .build())
            .run();
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    CodeBenches.print(results, new PrintStream(printed, true, UTF_8));

    Stream<String> lines =
        printed.toString(UTF_8).lines().filter(line -> line.matches(".*\\d \\|"));
    assertThat(lines.map(line -> line.split(" ", -1)[1]).distinct())
        .containsExactlyInAnyOrder(
            "ChunkScan.scan",
            "FirstBytes.judge",
            "FrameRead.read",
            "HeadRead.read",
            "HeadWrite.write",
            "Histogram.record",
            "Hpack.decode",
            "Hpack.encode",
            "Record.record",
            "TraceRead.read");
  }

  @Test
  void patternThatFindsNoBenchIsAWrongArgument() throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream err = new PrintStream(printed, true, UTF_8);

    assertThat(CodeBenches.run("Typo", true, System.out, err)).isEqualTo(ExitCode.USAGE);
    assertThat(printed.toString(UTF_8))
        .isEqualToIgnoringNewLines(
            "PATTERN: \"Typo\" (expected: what finds the name of a bench)\n");
  }
}
