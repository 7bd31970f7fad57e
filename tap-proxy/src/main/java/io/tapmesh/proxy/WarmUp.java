package io.tapmesh.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A proxy's life in short, so that the JVM can write down which classes it needs (a class-data
 * archive): starts one in front of its own admin port, with a Kafka that is not there, sends it
 * some requests and ends it. Opens ports on the loopback interface only, and touches no file.
 */
public final class WarmUp {

  private static final int REQUESTS = 50;
  private static final byte[] REQUEST =
      """
      GET /livez HTTP/1.1
      Host: localhost
      Connection: close
      traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01

      """
          .replace("\n", "\r\n")
          .getBytes(US_ASCII);

  private WarmUp() {}

  /** Returns when all is over; the proxy has lost its telemetry, as there is nobody to take it. */
  public static void run() {
    try (TapProxy origin =
            TapProxy.start(config("outbound", "service: x, endpoints", "['%s']", 1));
        TapProxy proxy =
            TapProxy.start(
                config("inbound", "application", "'%s'", origin.adminAddress().getPort()))) {
      for (int i = 0; i < REQUESTS; i++) {
        send(proxy.inboundAddress(0), REQUEST);
      }
      byte[] scrape = "GET /metrics HTTP/1.0\r\n\r\n".getBytes(US_ASCII);
      send(proxy.adminAddress(), scrape);
      send(proxy.adminAddress(), "GET /config HTTP/1.0\r\n\r\n".getBytes(US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ProxyConfig config(String list, String field, String value, int port) {
    String yaml =
        """
        apiVersion: tapmesh.io/v1
        kind: TapProxy
        metadata: {name: warm-up}
        spec:
          admin: {listen: '127.0.0.1:0'}
          %s: [{listen: '127.0.0.1:0', %s: %s, routes: [{path: '/a/{b}', methods: [GET]}]}]
          telemetry: {kafka: {bootstrapServers: '127.0.0.1:1'}}
          drain: {timeout: 2s, flushTimeout: 0s}
        """
            .formatted(list, field, value.formatted("127.0.0.1:" + port));
    return ProxyConfig.parse(yaml, "warm-up.yaml");
  }

  private static void send(InetSocketAddress to, byte[] request) throws IOException {
    try (Socket socket = new Socket(to.getAddress(), to.getPort())) {
      socket.getOutputStream().write(request);
      if (socket.getInputStream().readAllBytes().length == 0) {
        throw new IOException("no answer from " + to);
      }
    }
  }
}
