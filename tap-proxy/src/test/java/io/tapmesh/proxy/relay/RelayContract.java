package io.tapmesh.proxy.relay;

import io.tapmesh.proxy.TapProxy;
import io.tapmesh.proxy.testing.Origin;
import io.tapmesh.proxy.testing.Proxies;
import io.tapmesh.proxy.testing.Wire;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An origin, a proxy in front of it, and the bytes on both sides. */
abstract class RelayContract {

  static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  private final String transport;
  Origin origin;
  TapProxy proxy;
  Wire client;

  RelayContract(String transport) {
    this.transport = transport;
  }

  /** Fields of the listener, each after a comma. */
  String listener() {
    return "";
  }

  /** Lines for the proxy's {@code spec}. */
  String spec() {
    return "";
  }

  @BeforeEach
  void start() throws IOException {
    origin = new Origin();
    proxy = Proxies.inbound(transport, origin.address(), listener(), spec());
    client = connect();
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    origin.close();
    proxy.close();
  }

  Wire connect() throws IOException {
    return Wire.connect(proxy.inboundAddress(0));
  }

  /** Replaces the proxy by one with these lines in its {@code spec}. */
  void restart(String spec) throws IOException {
    client.close();
    proxy.close();
    proxy = Proxies.inbound(transport, origin.address(), listener(), spec);
    client = connect();
  }

  String transport() {
    return transport;
  }
}
