package io.tapmesh.proxy.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tapmesh.proxy.http.Request;
import io.tapmesh.proxy.http1.BodyKind;
import io.tapmesh.proxy.http1.RequestHead;
import io.tapmesh.proxy.http2.RequestFields;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a request before anything of it is forwarded. Identity and authorization belong here
 * once callers have identities.
 */
final class Admission {

  private static final byte[] CONNECT = "CONNECT".getBytes(US_ASCII);

  private Admission() {}

  /** Why the proxy forwards nothing now, which is counted, or null. */
  static @Nullable Failure shed(RelayLoop loop) {
    if (!loop.memory.refusesRequests()) {
      return null;
    }
    loop.counters.shedRequests.increment();
    return Failure.OVERLOADED;
  }

  /** Why the proxy will not forward this, or null. */
  static @Nullable Failure check(RequestHead head, RelayLimits limits) {
    if (isConnect(head) && head.bodyKind() != BodyKind.NONE) {
      // Two readers could disagree on where the tunnel begins.
      return Failure.BAD_REQUEST;
    }
    boolean tooLarge =
        limits.maxRequestBodyBytes() > 0
            && head.bodyKind() == BodyKind.LENGTH
            && head.contentLength() > limits.maxRequestBodyBytes();
    return tooLarge ? Failure.BODY_TOO_LARGE : null;
  }

  /** Why the proxy will not forward this, or null. */
  static @Nullable Failure check(RequestFields request, RelayLimits limits) {
    boolean tooLarge =
        limits.maxRequestBodyBytes() > 0 && request.contentLength() > limits.maxRequestBodyBytes();
    return tooLarge ? Failure.BODY_TOO_LARGE : null;
  }

  /** Whether a success makes a tunnel of the connection. */
  static boolean isConnect(RequestHead head) {
    return head.isMethod(CONNECT);
  }

  /** Whether sending it twice does no more than sending it once (RFC 9110, 9.2.2). */
  static boolean isIdempotent(Request head) {
    return switch (head.method()) {
      case "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE" -> true;
      default -> false;
    };
  }
}
