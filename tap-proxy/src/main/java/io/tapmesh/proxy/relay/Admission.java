package io.tapmesh.proxy.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tapmesh.proxy.http.HeaderId;
import io.tapmesh.proxy.http.Request;
import io.tapmesh.proxy.http1.BodyKind;
import io.tapmesh.proxy.http1.RequestHead;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a request before anything of it is forwarded. Identity and authorization belong here
 * once callers have identities.
 */
final class Admission {

  private static final byte[] CONNECT = "CONNECT".getBytes(US_ASCII);

  private Admission() {}

  /** Why the proxy will not forward this, or null. */
  static @Nullable Failure check(RequestHead head, RelayLimits limits) {
    if (head.isMethod(CONNECT)) {
      return Failure.CONNECT_UNSUPPORTED;
    }
    if (head.has(HeaderId.UPGRADE) && asksForWebSocket(head)) {
      return Failure.UPGRADE_UNSUPPORTED;
    }
    boolean tooLarge =
        limits.maxRequestBodyBytes() > 0
            && head.bodyKind() == BodyKind.LENGTH
            && head.contentLength() > limits.maxRequestBodyBytes();
    return tooLarge ? Failure.BODY_TOO_LARGE : null;
  }

  /** Whether sending it twice does no more than sending it once (RFC 9110, 9.2.2). */
  static boolean isIdempotent(Request head) {
    return switch (head.method()) {
      case "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE" -> true;
      default -> false;
    };
  }

  /** Other upgrades, such as h2c, are offers that a server may leave alone, and so do we. */
  private static boolean asksForWebSocket(RequestHead head) {
    String protocol = head.value(HeaderId.UPGRADE);
    return protocol != null && protocol.toLowerCase(Locale.ROOT).contains("websocket");
  }
}
