package io.tapmesh.schemas;

/** Exit codes of every command of ours, after BSD's {@code sysexits.h}. */
public enum ExitCode {
  OK(0),
  /** Wrong arguments or a configuration that does not validate; nothing was started. */
  USAGE(64),
  /** A file or library that was named, or is needed, is not there. */
  NO_INPUT(66),
  /** A port is taken, or Kafka or ClickHouse cannot be reached. */
  UNAVAILABLE(69),
  /** A bug of ours. */
  SOFTWARE(70),
  /** The disk is full or a file cannot be written. */
  IO_ERROR(74),
  /** The system does not let this user do that. */
  NO_PERMISSION(77);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /** The process's exit status. */
  public int code() {
    return code;
  }
}
