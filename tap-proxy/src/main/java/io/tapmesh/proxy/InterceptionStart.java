package io.tapmesh.proxy;

import io.tapmesh.proxy.relay.RelayServer;
import io.tapmesh.schemas.ExitCode;
import io.tapmesh.schemas.StartupException;

/** Whether this machine lets the proxy intercept; said before a port is opened. */
final class InterceptionStart {

  private InterceptionStart() {}

  /**
   * Tries what could fail later.
   *
   * @throws StartupException with {@link ExitCode#USAGE} if it cannot intercept as configured
   */
  static void check(RelayServer server, int mark) {
    if (!server.canIntercept()) {
      throw new StartupException(
          ExitCode.USAGE,
          "transport: nio (expected: io_uring or epoll, because a listener intercepts)");
    }
    Throwable refused = server.tryMark(mark);
    if (refused != null) {
      throw new StartupException(
          ExitCode.USAGE,
          "mark: %s cannot be set: %s (expected: the capability CAP_NET_ADMIN; or mark: 0, and rules that exclude the proxy's user)"
              .formatted(Integer.toUnsignedString(mark), refused.getMessage()),
          refused);
    }
  }
}
