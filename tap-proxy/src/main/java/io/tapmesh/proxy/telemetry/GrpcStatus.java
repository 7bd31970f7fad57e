package io.tapmesh.proxy.telemetry;

/**
 * The <a href="https://grpc.github.io/grpc/core/md_doc_statuscodes.html">status codes of gRPC</a>.
 */
final class GrpcStatus {

  static final int OK = 0;
  static final int UNIMPLEMENTED = 12;

  private static final String[] NAMES = {
    "OK",
    "CANCELLED",
    "UNKNOWN",
    "INVALID_ARGUMENT",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
    "UNAUTHENTICATED"
  };

  /** UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE and DATA_LOSS. */
  private static final int SERVER_ERRORS = 1 << 2 | 1 << 4 | 1 << 12 | 1 << 13 | 1 << 14 | 1 << 15;

  /**
   * CANCELLED, DEADLINE_EXCEEDED, PERMISSION_DENIED, RESOURCE_EXHAUSTED, UNIMPLEMENTED, UNAVAILABLE
   * and UNAUTHENTICATED.
   */
  private static final int BEFORE_METHODS =
      1 << 1 | 1 << 4 | 1 << 7 | 1 << 8 | 1 << UNIMPLEMENTED | 1 << 14 | 1 << 16;

  private GrpcStatus() {}

  /**
   * Whether it takes a method to say this status: others are said by what stands before the methods
   * and has not looked for one, such as a check of who calls.
   */
  static boolean impliesMethod(int status) {
    return status >= 0 && status < NAMES.length && (BEFORE_METHODS >> status & 1) == 0;
  }

  /** The name of a status; a number that nobody has given a name counts as unknown. */
  static String nameOf(int status) {
    return status >= 0 && status < NAMES.length ? NAMES[status] : "UNKNOWN";
  }

  /**
   * Whether the conventions call it an error: for a server only what is its own fault, for a client
   * all but {@link #OK}.
   */
  static boolean isError(Direction direction, int status) {
    if (direction == Direction.OUTBOUND) {
      return status != OK;
    }
    return status < 0 || status >= NAMES.length || (SERVER_ERRORS >> status & 1) != 0;
  }
}
