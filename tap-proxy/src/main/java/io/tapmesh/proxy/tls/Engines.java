package io.tapmesh.proxy.tls;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who does the work of TLS: BoringSSL for connections of HTTP/2, where the native library is there;
 * else the JDK.
 *
 * <p>All others may end in one direction and go on in the other. Netty's engine on BoringSSL
 * answers the end of one with the end of both, so that what was still to be sent is lost without a
 * sign (ADR 16).
 */
public final class Engines {

  private static final Logger log = LoggerFactory.getLogger(Engines.class);
  private static final String NATIVE_CLASS = "io.netty.internal.tcnative.SSL";

  private static @Nullable SslProvider http2;

  private Engines() {}

  /** Loads the native library when it is asked for the first time. */
  static synchronized SslProvider of(Alpn alpn) {
    if (http2 == null) {
      http2 = choose();
    }
    return alpn == Alpn.HTTP2 ? http2 : SslProvider.JDK;
  }

  /** That of HTTP/2: {@code boringssl} or {@code jdk}; {@code none} if no TLS was asked for. */
  public static synchronized String name() {
    return http2 == null ? "none" : http2 == SslProvider.JDK ? "jdk" : "boringssl";
  }

  private static SslProvider choose() {
    String missing = missing();
    if (missing == null) {
      log.info("TLS of HTTP/2 by {}, other TLS by the JDK", OpenSsl.versionString());
      return SslProvider.OPENSSL;
    }
    log.warn("all TLS by the JDK, which costs more CPU: {}", missing);
    return SslProvider.JDK;
  }

  /** Why BoringSSL cannot be used; null if it can. */
  private static @Nullable String missing() {
    try {
      // Older builds say that they are available, and fail at the end of each handshake.
      Class.forName(NATIVE_CLASS, false, Engines.class.getClassLoader())
          .getMethod("getGroupName", long.class);
    } catch (ClassNotFoundException e) {
      return "netty-tcnative is not on the class path";
    } catch (NoSuchMethodException e) {
      return "this build of netty-tcnative is too old for this Netty: no " + e.getMessage();
    }
    if (OpenSsl.isAvailable()) {
      return null;
    }
    Throwable cause = OpenSsl.unavailabilityCause();
    return "the native library cannot be loaded: " + cause;
  }
}
