package io.tapmesh.benchmarks.code;

import io.tapmesh.schemas.ExitCode;
import java.io.PrintStream;
import java.util.Collection;
import java.util.Locale;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** The process that {@code tapmesh bench code} starts: JMH, and a table of what it found. */
public final class CodeBenches {

  private static final String BYTES = "gc.alloc.rate.norm";

  private CodeBenches() {}

  /** Runs the benches that a pattern finds, {@code quick} or {@code whole}. */
  public static void main(String[] args) throws RunnerException {
    ExitCode code = run(args[0], args[1].equals("quick"), System.out, System.err);
    if (code != ExitCode.OK) {
      System.exit(code.code());
    }
  }

  static ExitCode run(String pattern, boolean quick, PrintStream out, PrintStream err)
      throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(pattern)
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            // As a proxy has it.
            .jvmArgs("-Xmx256m", "-XX:+UseSerialGC", "-Dio.netty.leakDetection.level=disabled");
    if (quick) {
      options.forks(1).warmupIterations(3).measurementIterations(5);
      options.warmupTime(TimeValue.milliseconds(500)).measurementTime(TimeValue.milliseconds(300));
    } else {
      options.forks(3).warmupIterations(5).measurementIterations(5);
      options.warmupTime(TimeValue.seconds(1)).measurementTime(TimeValue.seconds(1));
    }
    try {
      print(new Runner(options.build()).run(), out);
      return ExitCode.OK;
    } catch (NoBenchmarksException e) {
      err.println("PATTERN: \"" + pattern + "\" (expected: what finds the name of a bench)");
      return ExitCode.USAGE;
    }
  }

  /** As docs/performance.md has it. */
  static void print(Collection<RunResult> results, PrintStream out) {
    out.println();
    out.println("| bench | of | ns/op | ± | B/op |");
    out.println("| --- | --- | ---: | ---: | ---: |");
    for (RunResult result : results) {
      Result<?> time = result.getPrimaryResult();
      Result<?> bytes = result.getSecondaryResults().get(BYTES);
      if (bytes == null) {
        throw new IllegalStateException("no " + BYTES + " of " + result.getParams().getBenchmark());
      }
      out.printf(
          Locale.ROOT,
          "| %s | %s | %.1f | %.1f | %.0f |%n",
          name(result.getParams()),
          parameters(result.getParams()),
          time.getScore(),
          time.getScoreError(),
          bytes.getScore());
    }
  }

  private static String name(BenchmarkParams params) {
    String[] parts = params.getBenchmark().split("\\.", -1);
    String type = parts[parts.length - 2].replaceFirst("Bench$", "");
    return type + "." + parts[parts.length - 1];
  }

  private static String parameters(BenchmarkParams params) {
    return params.getParamsKeys().stream()
        .map(params::getParam)
        .reduce((first, second) -> first + ", " + second)
        .orElse("");
  }
}
