package io.tapmesh.proxy.telemetry;

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
  static boolean isError(Series series, boolean client) {
    if (series.error == null) {
      return false;
    }
    if (series.family != Family.HTTP_SERVER && series.family != Family.HTTP_CLIENT) {
      return true;
    }
    Direction direction = client ? Direction.OUTBOUND : Direction.INBOUND;
    // With a good status the error is one of what came after it, such as a body that was cut.
    return series.status < 400 || series.status >= direction.firstErrorStatus();
  }
}
