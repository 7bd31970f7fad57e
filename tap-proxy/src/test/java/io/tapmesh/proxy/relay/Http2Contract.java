package io.tapmesh.proxy.relay;

import io.netty.handler.codec.http2.Http2Settings;
import io.tapmesh.proxy.TapProxy;
import io.tapmesh.proxy.testing.H2Client;
import io.tapmesh.proxy.testing.H2Origin;
import io.tapmesh.proxy.testing.Proxies;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An origin of HTTP/2, a proxy in front of it, and a client, all by hand. */
abstract class Http2Contract {

  H2Origin origin;
  TapProxy proxy;
  H2Client client;

  @BeforeEach
  void start() {
    origin = new H2Origin();
    proxy = proxy("");
    client = new H2Client(proxy.inboundAddress(0));
  }

  TapProxy proxy(String spec) {
    return Proxies.http2("auto", origin.address(), spec);
  }

  /** Replaces the proxy by one with these lines in its {@code spec}, and the client. */
  void restart(String spec) {
    restart(spec, Http2Settings.defaultSettings());
  }

  void restart(String spec, Http2Settings clientSettings) {
    client.close();
    proxy.close();
    proxy = proxy(spec);
    client = new H2Client(proxy.inboundAddress(0), clientSettings);
  }

  /** Replaces the origin, and all else. */
  void restartOrigin(Http2Settings settings) {
    origin.close();
    origin = new H2Origin(settings);
    restart("");
  }

  @AfterEach
  void stop() {
    client.close();
    origin.close();
    proxy.close();
  }
}
