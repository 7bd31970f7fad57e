package io.tapmesh.proxy.telemetry;

import org.jspecify.annotations.Nullable;

/** What the spans of a series are called, and whether they are errors. */
final class SpanName {

  private SpanName() {}

  /** Low in cardinality by rule: never the raw path. */
  static String of(Series series) {
    return switch (series.family) {
      case RPC_SERVER, RPC_CLIENT -> series.route == null ? "grpc" : series.route;
      case TCP_SERVER, TCP_CLIENT -> series.method;
      default -> {
        String method = series.method.equals(Methods.OTHER) ? "HTTP" : series.method;
        yield series.route == null ? method : method + " " + series.route;
      }
    };
  }

  /** Whether the exchange went wrong by the rules of the side that reports it. */
  static boolean isError(Family family, int status, @Nullable String error, Direction direction) {
    if (error == null) {
      return false;
    }
    if (family != Family.HTTP_SERVER && family != Family.HTTP_CLIENT) {
      return true;
    }
    // With a good status the error is one of what came after it, such as a body that was cut.
    return status < 400 || status >= direction.firstErrorStatus();
  }
}
