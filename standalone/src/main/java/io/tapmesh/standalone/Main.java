package io.tapmesh.standalone;

import io.tapmesh.standalone.command.CommandLines;

/** What {@code ./tapmesh} starts. */
public final class Main {

  private Main() {}

  /** Runs a command and ends the process with its {@link io.tapmesh.schemas.ExitCode}. */
  public static void main(String[] args) {
    System.exit(CommandLines.run(args));
  }
}
