package io.tapmesh.schemas;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * Why a part cannot start: one clear sentence for the user and the exit code that goes with it.
 * {@code main} prints the message without a stack trace.
 */
public class StartupException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  public StartupException(ExitCode exitCode, String message) {
    this(exitCode, message, null);
  }

  public StartupException(ExitCode exitCode, String message, @Nullable Throwable cause) {
    super(requireNonNull(message, "message"), cause);
    this.exitCode = requireNonNull(exitCode, "exitCode");
  }

  public ExitCode exitCode() {
    return exitCode;
  }
}
