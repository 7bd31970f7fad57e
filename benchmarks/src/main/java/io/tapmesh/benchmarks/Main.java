package io.tapmesh.benchmarks;

import io.tapmesh.benchmarks.code.CodeBenchCommand;
import io.tapmesh.benchmarks.proxy.ProxyBenchCommand;
import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What {@code ./tapmesh bench} starts. */
@Command(
    name = "tapmesh bench",
    description =
        "Measures this software: side by side with other software, and parts of its code.",
    mixinStandardHelpOptions = true,
    subcommands = {ProxyBenchCommand.class, CodeBenchCommand.class})
public final class Main {

  private Main() {}

  /** Runs a bench and ends the process: 0, 1 if a target was missed, or an {@link ExitCode}. */
  public static void main(String[] args) {
    System.exit(
        new CommandLine(new Main())
            .setExecutionExceptionHandler(
                (e, command, parsed) -> {
                  if (e instanceof StartupException startup) {
                    command.getErr().println("tapmesh: " + startup.getMessage());
                    return startup.exitCode().code();
                  }
                  e.printStackTrace(command.getErr());
                  return ExitCode.SOFTWARE.code();
                })
            .execute(args));
  }
}
