package io.tapmesh.proxy.testing;

import io.tapmesh.proxy.ProxyConfig;
import io.tapmesh.proxy.TapProxy;
import java.net.InetSocketAddress;

/** Starts proxies for tests, on free ports. */
public final class Proxies {

  private Proxies() {}

  /** One inbound listener in front of an application; no telemetry. */
  public static TapProxy inbound(String transport, InetSocketAddress application, String more) {
    return TapProxy.start(config(transport, inboundYaml(application), more));
  }

  /**
   * As {@link #inbound(String, InetSocketAddress, String)}.
   *
   * @param fields of the listener, each after a comma
   */
  public static TapProxy inbound(
      String transport, InetSocketAddress application, String fields, String more) {
    String yaml =
        "  inbound:%n  - {listen: '127.0.0.1:0', application: '%s'%s}%n"
            .formatted(text(application), fields);
    return TapProxy.start(config(transport, yaml, more));
  }

  /** One inbound listener for HTTP/2 in front of an application; no telemetry. */
  public static TapProxy http2(String transport, InetSocketAddress application, String more) {
    String yaml =
        "  inbound:%n  - {listen: '127.0.0.1:0', application: '%s', protocol: http2}%n"
            .formatted(text(application));
    return TapProxy.start(config(transport, yaml, more));
  }

  /** One outbound listener with these endpoints; no telemetry. */
  public static TapProxy outbound(String transport, String more, InetSocketAddress... endpoints) {
    StringBuilder list = new StringBuilder();
    for (InetSocketAddress endpoint : endpoints) {
      list.append(list.isEmpty() ? "" : ", ").append('"').append(text(endpoint)).append('"');
    }
    String yaml =
        "  outbound:%n  - {listen: '127.0.0.1:0', service: callee, endpoints: [%s]}%n"
            .formatted(list);
    return TapProxy.start(config(transport, yaml, more));
  }

  public static String inboundYaml(InetSocketAddress application) {
    return "  inbound:%n  - {listen: '127.0.0.1:0', application: '%s'}%n"
        .formatted(text(application));
  }

  /**
   * A configuration.
   *
   * @param more lines of the {@code spec}, indented by two
   */
  public static ProxyConfig config(String transport, String listeners, String more) {
    String drain = more.contains("  drain: ") ? "" : "  drain: {timeout: 2s, flushTimeout: 5s}\n";
    String yaml =
        """
        apiVersion: tapmesh.io/v1
        kind: TapProxy
        metadata: {name: proxied, namespace: test}
        spec:
          admin: {listen: '127.0.0.1:0'}
          transport: %s
          eventLoopThreads: 1
        %s%s%s"""
            .formatted(transport, drain, listeners, more);
    return ProxyConfig.parse(yaml, "test.yaml");
  }

  public static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }
}
