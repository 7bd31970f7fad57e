package io.tapmesh.proxy.tls;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import java.util.List;
import java.util.Set;

/** What is offered to be spoken within TLS (RFC 7301). */
public enum Alpn {
  NONE,
  HTTP1(ApplicationProtocolNames.HTTP_1_1),
  /** Nothing but HTTP/2 can come, which decides about the engine. */
  HTTP2(ApplicationProtocolNames.HTTP_2),
  /** Who does not know ALPN may speak something else. */
  HTTP2_OFFERED(ApplicationProtocolNames.HTTP_2),
  ANY_HTTP(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1);

  @SuppressWarnings("ImmutableEnumChecker") // An immutable list.
  private final List<String> names;

  Alpn(String... names) {
    this.names = List.of(names);
  }

  /**
   * What offers these to whoever may also speak without ALPN.
   *
   * @param offered {@code h2}, {@code http/1.1} or both, in which case {@code h2} is preferred
   */
  public static Alpn offering(Set<String> offered) {
    for (Alpn alpn : List.of(HTTP1, HTTP2_OFFERED, ANY_HTTP)) {
      if (Set.copyOf(alpn.names).equals(offered)) {
        return alpn;
      }
    }
    throw new IllegalArgumentException("alpn: " + offered + " (expected: h2, http/1.1 or both)");
  }

  ApplicationProtocolConfig config() {
    return names.isEmpty()
        ? ApplicationProtocolConfig.DISABLED
        : new ApplicationProtocolConfig(
            ApplicationProtocolConfig.Protocol.ALPN,
            ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
            names);
  }
}
