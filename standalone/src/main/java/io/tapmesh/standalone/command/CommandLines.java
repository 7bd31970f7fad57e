package io.tapmesh.standalone.command;

import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The commands and what they have in common: how a failure is told, and with which exit code. */
@Command(
    name = "tapmesh",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "A service mesh built to see.",
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      RunCommand.class,
      TapCommand.class,
      ShopProcessCommand.class,
      ProxiesProcessCommand.class
    })
public final class CommandLines implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  static final int OK = ExitCode.OK.code();

  private CommandLines() {}

  /**
   * Parses and runs.
   *
   * @return the exit code
   */
  public static int run(String... args) {
    return commandLine().execute(args);
  }

  static CommandLine commandLine() {
    return new CommandLine(new CommandLines())
        .setExecutionExceptionHandler(CommandLines::failed)
        .setParameterExceptionHandler(CommandLines::misused)
        .setUsageHelpAutoWidth(true);
  }

  /** Without a command there is nothing to do but to say which there are. */
  @Override
  public Integer call() {
    CommandLine own = Objects.requireNonNull(spec, "spec").commandLine();
    own.usage(own.getErr());
    return ExitCode.USAGE.code();
  }

  private static int misused(CommandLine.ParameterException e, String[] args) {
    PrintWriter err = e.getCommandLine().getErr();
    err.println("tapmesh: " + e.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
    err.println("Try: tapmesh " + path(e.getCommandLine()) + "--help");
    return ExitCode.USAGE.code();
  }

  private static String path(CommandLine command) {
    CommandLine parent = command.getParent();
    return parent == null ? "" : path(parent) + command.getCommandName() + " ";
  }

  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    if (e instanceof StartupException startup) {
      command.getErr().println("tapmesh: " + startup.getMessage());
      return startup.exitCode().code();
    }
    LoggerFactory.getLogger(CommandLines.class).error("unexpected", e);
    command.getErr().println("tapmesh: a bug of ours: " + e);
    e.printStackTrace(command.getErr());
    return ExitCode.SOFTWARE.code();
  }
}
