package io.tapmesh.proxy.telemetry;

import org.jspecify.annotations.Nullable;

/** Decides whether an exchange counts as an error, and what it is called. */
final class ErrorTypes {

  /** What the conventions call an error that is not told apart from others. */
  static final String OTHER = "_OTHER";

  private ErrorTypes() {}

  /** A value for {@code error.type}, or null. */
  static @Nullable String of(Exchange exchange, Direction direction) {
    if (exchange.errorType != null || exchange.kind != Exchange.Kind.HTTP) {
      return exchange.errorType;
    }
    if (exchange.rpcMethod != null && exchange.status < 400) {
      int status = exchange.rpcStatus;
      // A call without a status counts as one of unknown status, as gRPC says.
      return GrpcStatus.isError(direction, status) ? GrpcStatus.nameOf(status) : null;
    }
    return exchange.status >= direction.firstErrorStatus() ? StatusNames.of(exchange.status) : null;
  }
}
