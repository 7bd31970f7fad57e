package io.tapmesh.proxy.tls;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import java.util.List;

/** What is offered to be spoken within TLS (RFC 7301). */
public enum Alpn {
  NONE,
  HTTP1(ApplicationProtocolNames.HTTP_1_1),
  HTTP2(ApplicationProtocolNames.HTTP_2),
  ANY_HTTP(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1);

  @SuppressWarnings("ImmutableEnumChecker") // An immutable list.
  private final List<String> names;

  Alpn(String... names) {
    this.names = List.of(names);
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
