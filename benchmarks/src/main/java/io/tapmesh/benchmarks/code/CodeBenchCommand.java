package io.tapmesh.benchmarks.code;

import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./tapmesh bench code}. */
@Command(
    name = "code",
    mixinStandardHelpOptions = true,
    description = {
      "Measures parts of the proxy's code in a loop of nothing else, with JMH: nanoseconds and bytes"
          + " of heap for each operation.",
      "Builds the benches first. They are in benchmarks/src/test."
    })
public final class CodeBenchCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..1",
      paramLabel = "PATTERN",
      defaultValue = ".*",
      description = "A regular expression for names of benches, such as Hpack or Head.*read.")
  private String pattern = ".*";

  @Option(
      names = "--quick",
      description = "One JVM and 3 s for each number, instead of three and 30 s: less exact.")
  private boolean quick;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    try {
      Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      if (spec == null) {
        throw e;
      }
      throw new ParameterException(
          spec.commandLine(), "PATTERN: \"" + pattern + "\": " + e.getDescription(), e);
    }
    Path home = Path.of(System.getProperty("tapmesh.home", ".")).toAbsolutePath();
    // A user's build compiles no tests, and so no benches.
    int built =
        run(
            home,
            List.of(
                "mvn", "-B", "-q", "-Dcode-benches", "-pl", "benchmarks", "-am", "test-compile"));
    if (built != 0) {
      throw new StartupException(ExitCode.SOFTWARE, "the benches could not be built");
    }
    Path target = home.resolve("benchmarks").resolve("target");
    String classPath =
        String.join(
            File.pathSeparator,
            target.resolve("test-classes").toString(),
            target.resolve("jmh") + "/*",
            System.getProperty("java.class.path"));
    return run(
        home,
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-cp",
            classPath,
            "io.tapmesh.benchmarks.code.CodeBenches",
            pattern,
            quick ? "quick" : "whole"));
  }

  private static int run(Path home, List<String> command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile()).inheritIO();
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder.start().waitFor();
  }
}
