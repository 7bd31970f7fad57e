package io.tapmesh.proxy;

import static io.tapmesh.proxy.testing.H2Wire.GOAWAY;
import static io.tapmesh.proxy.testing.H2Wire.HEADERS;
import static io.tapmesh.proxy.testing.H2Wire.RST_STREAM;
import static io.tapmesh.proxy.testing.H2Wire.frame;
import static io.tapmesh.proxy.testing.H2Wire.get;
import static io.tapmesh.proxy.testing.H2Wire.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.tapmesh.proxy.CountersTest.Seen;
import io.tapmesh.proxy.relay.MemoryBudget;
import io.tapmesh.proxy.testing.CartService;
import io.tapmesh.proxy.testing.Certificates;
import io.tapmesh.proxy.testing.H2Attacks;
import io.tapmesh.proxy.testing.H2Attacks.Attack;
import io.tapmesh.proxy.testing.H2Client;
import io.tapmesh.proxy.testing.H2Origin;
import io.tapmesh.proxy.testing.H2Stream;
import io.tapmesh.proxy.testing.H2Wire;
import io.tapmesh.proxy.testing.InterceptedPair;
import io.tapmesh.proxy.testing.MetricsPage;
import io.tapmesh.proxy.testing.Origin;
import io.tapmesh.proxy.testing.Proxies;
import io.tapmesh.proxy.testing.Wait;
import io.tapmesh.proxy.testing.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** Moves every counter of what a proxy relays. */
final class RelayTroubles {

  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String TLS_FAILURES = "tapmesh_proxy_tls_handshake_failures_total";

  private final Path folder;
  private final Seen seen;

  RelayTroubles(Path folder, Seen seen) {
    this.folder = folder;
    this.seen = seen;
  }

  void all() throws Exception {
    tooManyConnections();
    endpointThatIsGone();
    tls();
    http2();
    repliesThatNobodyReads();
    memoryThatIsShort();
    interceptedConnections();
  }

  private void tooManyConnections() throws Exception {
    for (String limit : List.of("maxConnections: 1", "maxConnectionsPerClient: 1")) {
      try (CartService application = new CartService();
          TapProxy proxy =
              Proxies.inbound("auto", application.address(), "  limits: {" + limit + "}\n");
          Wire first = Wire.connect(proxy.inboundAddress(0))) {
        first.send(GET).readHead();
        try (Wire second = Wire.connect(proxy.inboundAddress(0))) {
          second.ending();
        }
        seen.add(proxy);
      }
    }
  }

  private void endpointThatIsGone() throws Exception {
    Origin gone = new Origin();
    gone.close();
    try (CartService application = new CartService();
        TapProxy proxy = Proxies.outbound("auto", "", gone.address(), application.address());
        Wire client = Wire.connect(proxy.outboundAddress(0))) {
      for (int i = 0; i < 4; i++) {
        client.send(GET).readHead();
        client.read(2);
      }
      seen.await(
          proxy,
          "tapmesh_proxy_retries_total",
          "tapmesh_proxy_upstream_connect_failures_total",
          "tapmesh_proxy_upstream_reuses_total");
    }
  }

  // ---- TLS ----

  private void tls() throws Exception {
    Certificates files = new Certificates(folder).authority("ca").authority("other");
    files.signed("server", "ca");
    String fields =
        ", protocol: http1, tls: {certificate: '%s', key: '%s'}"
            .formatted(files.certificate("server"), files.key("server"));
    try (CartService application = new CartService();
        TapProxy hasty =
            Proxies.inbound(
                "auto", application.address(), fields, "  limits: {headerTimeout: 300ms}\n");
        Wire silent = Wire.connect(hasty.inboundAddress(0))) {
      silent.ending();
      seen.await(hasty, failure("timeout"));
    }
    try (CartService application = new CartService();
        TapProxy server = Proxies.inbound("auto", application.address(), fields, "")) {
      try (Wire plain = Wire.connect(server.inboundAddress(0))) {
        plain.send(GET).ending();
      }
      Wire.connect(server.inboundAddress(0)).close();
      seen.await(server, failure("not_tls"), failure("other"));

      try (TapProxy trusting = towards(server, "http1", files.certificate("ca"));
          Wire client = Wire.connect(trusting.outboundAddress(0))) {
        assertThat(client.send(GET).readHead()).startsWith("HTTP/1.1 200 ");
        seen.await(trusting, "tapmesh_proxy_tls_handshakes_total");
      }
      try (TapProxy distrusting = towards(server, "http1", files.certificate("other"));
          Wire client = Wire.connect(distrusting.outboundAddress(0))) {
        client.send(GET).readHead();
        seen.await(distrusting, failure("certificate"));
      }
      try (TapProxy speaking = towards(server, "http2", files.certificate("ca"));
          H2Client client = new H2Client(speaking.outboundAddress(0))) {
        client.get("/").take();
        seen.await(speaking, failure("no_protocol"));
      }
    }
  }

  private static String failure(String reason) {
    return TLS_FAILURES + "{reason=\"" + reason + "\"}";
  }

  private static TapProxy towards(TapProxy server, String protocol, Path ca) {
    String yaml =
        "  outbound:%n  - {listen: '127.0.0.1:0', service: s, protocol: %s, endpoints: ['%s'], tls: {ca: '%s'}}%n"
            .formatted(protocol, Proxies.text(server.inboundAddress(0)), ca);
    return TapProxy.start(Proxies.config("auto", yaml, ""));
  }

  // ---- HTTP/2 ----

  private void http2() throws Exception {
    try (Origin origin = new Origin();
        TapProxy proxy = Proxies.http2("auto", origin.address(), H2Attacks.LIMITS)) {
      List<Attack> attacks = Stream.concat(H2Attacks.ofEither(), H2Attacks.ofClients()).toList();
      for (Attack attack : attacks) {
        try (H2Wire client = connect(proxy)) {
          client.send(attack.frames()).read(GOAWAY);
        }
      }
      try (H2Wire client = connect(proxy)) {
        client.send(get(1), get(1)).read(RST_STREAM);
      }
      try (H2Wire client = connect(proxy)) {
        client.send(frame(HEADERS, 0, 1, H2Wire.GET)).read(GOAWAY);
      }
      seen.add(proxy);
    }
  }

  private static H2Wire connect(TapProxy proxy) throws IOException {
    return H2Wire.client(Wire.connect(proxy.inboundAddress(0)));
  }

  private void repliesThatNobodyReads() throws Exception {
    String limits =
        "  limits: {lingerTimeout: 1s, http2: {maxPings: 1000000, maxUnreadReplies: 1000}}\n";
    byte[] pings = times(10_000, i -> H2Attacks.PING_FRAME);
    try (Origin origin = new Origin();
        TapProxy proxy = Proxies.http2("auto", origin.address(), limits);
        H2Wire client = connect(proxy)) {
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 10_000; i++) {
                  client.send(pings);
                }
              })
          .isInstanceOf(IOException.class);
      seen.add(proxy);
    }
  }

  // ---- the machine ----

  private void memoryThatIsShort() throws Exception {
    AtomicReference<Double> share = new AtomicReference<>(0.0);
    MemoryBudget memory = new MemoryBudget(share::get, () -> 0);
    try (H2Origin origin = new H2Origin();
        TapProxy proxy =
            TapProxy.start(
                Proxies.config("auto", Proxies.inboundYaml(origin.address()), ""), null, memory);
        H2Client client = new H2Client(proxy.inboundAddress(0))) {
      H2Stream stalled = client.get("/big").reading(false);
      H2Stream served = origin.take();
      served.head(false, ":status", "200");
      for (int i = 0; i < 64; i++) {
        served.data(Unpooled.wrappedBuffer(new byte[64 << 10]), i == 63, 0);
      }
      // More than the client's window: the rest waits in the proxy.
      Wait.until("the windows are used up", () -> served.sent() >= 256 << 10);
      share.set(0.96);
      seen.await(proxy, "tapmesh_proxy_shed_total{what=\"stalled\"}");
      assertThat(client.get("/").take()).startsWith("HEAD :status=503 ");
      try (Wire late = Wire.connect(proxy.inboundAddress(0))) {
        late.ending();
      }
      seen.add(proxy);
      share.set(0.0);
      stalled.reading(true);
      String frame = stalled.take();
      while (!frame.startsWith("RESET")) {
        frame = stalled.take();
      }
    }
  }

  private void interceptedConnections() throws Exception {
    try (InterceptedPair pair = new InterceptedPair(folder, "auto")) {
      // Nobody has led it here, and as long as there are no rules no connection is tracked.
      pair.client.run("curl -sS -m 5 http://127.0.0.1:15001/");
      pair.server.run("curl -sS -m 5 http://127.0.0.1:15007/");
      // The proxy's packets have another mark than the rules expect.
      String rules = "apply --mark 4711 " + InterceptedPair.OUTBOUND;
      InterceptedPair.intercept(pair.client, rules).ok();
      pair.client.run("curl -sS -m 5 http://" + InterceptedPair.SERVER_IPV4 + "/");
      seen.add(new MetricsPage(InterceptedPair.metrics(pair.client)));
      seen.add(new MetricsPage(InterceptedPair.metrics(pair.server)));
    }
  }
}
