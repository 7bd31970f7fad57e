package io.tapmesh.proxy.testing;

import io.tapmesh.proxy.ProxyConfig;
import io.tapmesh.proxy.TapProxy;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;

/** What every call passes: the proxy of {@code frontend}, then the one of {@code cart}. */
public final class Pair implements AutoCloseable {

  private final Closeable application;
  private final TapProxy callee;
  private final TapProxy caller;

  /**
   * Starts both.
   *
   * @param spec lines for both, such as where Kafka is
   */
  public Pair(String spec) throws IOException {
    this(spec, "20s");
  }

  public Pair(String spec, String flushTimeout) throws IOException {
    this(new CartService(), spec, flushTimeout);
  }

  private Pair(CartService application, String spec, String flushTimeout) {
    this(application.address(), application::close, spec, flushTimeout);
  }

  /** In front of another application, of whatever protocol, which the test closes. */
  public Pair(String spec, InetSocketAddress application) {
    this(application, () -> {}, spec, "20s");
  }

  private Pair(InetSocketAddress address, Closeable application, String spec, String flushTimeout) {
    this.application = application;
    String routes = "routes: [{path: '/carts/{id}', methods: [GET]}]";
    callee =
        proxy(
            "cart",
            "  inbound: [{listen: '127.0.0.1:0', application: '%s', %s}]%n"
                .formatted(Proxies.text(address), routes),
            spec,
            flushTimeout);
    caller =
        proxy(
            "frontend",
            "  outbound: [{listen: '127.0.0.1:0', service: cart, endpoints: ['%s'], %s}]%n"
                .formatted(Proxies.text(callee.inboundAddress(0)), routes),
            spec,
            flushTimeout);
  }

  private static TapProxy proxy(String name, String listeners, String spec, String flushTimeout) {
    String yaml =
        """
        apiVersion: tapmesh.io/v1
        kind: TapProxy
        metadata: {name: %s, namespace: shop}
        spec:
          admin: {listen: '127.0.0.1:0'}
          eventLoopThreads: 1
          drain: {timeout: 2s, flushTimeout: %s}
        %s%s"""
            .formatted(name, flushTimeout, listeners, spec);
    return TapProxy.start(ProxyConfig.parse(yaml, name + ".yaml"));
  }

  /** Where the application of {@code frontend} calls {@code cart}. */
  public InetSocketAddress address() {
    return caller.outboundAddress(0);
  }

  public TapProxy caller() {
    return caller;
  }

  public TapProxy callee() {
    return callee;
  }

  @Override
  public void close() throws IOException {
    caller.close();
    callee.close();
    application.close();
  }
}
