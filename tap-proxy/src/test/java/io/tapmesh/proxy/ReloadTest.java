package io.tapmesh.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.proxy.ReloadResult.Outcome;
import io.tapmesh.proxy.testing.CartService;
import io.tapmesh.proxy.testing.Load;
import io.tapmesh.proxy.testing.MetricsPage;
import io.tapmesh.proxy.testing.Origin;
import io.tapmesh.proxy.testing.Proxies;
import io.tapmesh.proxy.testing.Wait;
import io.tapmesh.proxy.testing.Wire;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new configuration takes the place of the old one as a whole, or not at all. */
final class ReloadTest {

  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @TempDir Path folder;
  private CartService application;
  private Path file;

  @BeforeEach
  void start() throws IOException {
    application = new CartService();
    file = folder.resolve("proxy.yaml");
  }

  @AfterEach
  void stop() throws IOException {
    application.close();
  }

  private static String inbound(String listen, InetSocketAddress application) {
    return "  - {listen: '%s', application: '%s'}%n".formatted(listen, Proxies.text(application));
  }

  /** A configuration that is looked at only when asked. */
  private void write(String inbound, String more) throws IOException {
    write(inbound, more, "0s");
  }

  private void write(String inbound, String more, String interval) throws IOException {
    String yaml =
        """
        apiVersion: tapmesh.io/v1
        kind: TapProxy
        metadata: {name: cart}
        spec:
          admin: {listen: '127.0.0.1:0'}
          eventLoopThreads: 2
          reload: {interval: %s}
          drain: {timeout: 5s}
          inbound:
        %s%s"""
            .formatted(interval, inbound, more);
    Files.writeString(file, yaml);
  }

  @Test
  void headersToAddChangeOnOpenConnections() throws Exception {
    try (Origin origin = new Origin()) {
      String inbound = inbound("127.0.0.1:0", origin.address());
      write(inbound, "");
      try (TapProxy proxy = TapProxy.start(file);
          Wire client = Wire.connect(proxy.inboundAddress(0))) {
        client.send(GET);
        Wire served = origin.take();
        assertThat(served.readHead()).isEqualTo(GET);
        served.send(OK);
        assertThat(client.readHead() + client.read(2)).isEqualTo(OK);

        write(inbound.replace("}", ", headers: {via: edge}}"), "");
        assertThat(proxy.reload().outcome()).isEqualTo(Outcome.APPLIED);
        client.send(GET);
        assertThat(served.readHead()).endsWith("\r\nVia: 1.1 edge\r\n\r\n");
        served.send(OK);
        assertThat(client.readHead() + client.read(2)).contains("\r\nVia: 1.1 edge\r\n");
      }
    }
  }

  /** Else each reload would add as many series as there are, for good. */
  @Test
  void countsGoOnInTheSameSeries() throws Exception {
    String inbound = inbound("127.0.0.1:0", application.address());
    write(inbound, "");
    String count = "http_server_request_duration_seconds_count";
    try (TapProxy proxy = TapProxy.start(file);
        Wire client = Wire.connect(proxy.inboundAddress(0))) {
      for (int i = 1; i <= 3; i++) {
        exchange(client);
        int expected = i;
        Wait.until("it is counted", () -> MetricsPage.of(proxy).sum(count) == expected);
        write(inbound, "  limits: {maxConnections: %d}%n".formatted(100 + i));
        assertThat(proxy.reload().outcome()).isEqualTo(Outcome.APPLIED);
      }
      MetricsPage page = MetricsPage.of(proxy);
      assertThat(page.sum(count)).isEqualTo(3);
      assertThat(page.sum("tapmesh_proxy_series")).isEqualTo(1);
    }
  }

  @Test
  void seriesOfAListenerThatIsGoneAreShownOnceMoreAndMakeRoom() throws Exception {
    String inbound = inbound("127.0.0.1:0", application.address());
    write(
        inbound,
        "  outbound:%n  - {listen: '127.0.0.1:0', service: cart, endpoints: ['%s']}%n"
            .formatted(Proxies.text(application.address())));
    String count = "http_client_request_duration_seconds_count";
    try (TapProxy proxy = TapProxy.start(file)) {
      try (Wire client = Wire.connect(proxy.outboundAddress(0))) {
        exchange(client);
      }
      write(inbound, "");
      assertThat(proxy.reload().outcome()).isEqualTo(Outcome.APPLIED);
      // The first page may take the values, the next one finds none, a third one forgets.
      Wait.until("it is counted", () -> MetricsPage.of(proxy).sum(count) == 1);
      Wait.until("it is forgotten", () -> MetricsPage.of(proxy).sum(count) == 0);
      assertThat(MetricsPage.of(proxy).sum("tapmesh_proxy_series")).isZero();
    }
  }

  private static String exchange(Wire client) throws IOException {
    client.send(GET);
    return client.readHead() + client.read(2);
  }

  private static String admin(TapProxy proxy, String request) throws IOException {
    try (Wire wire = Wire.connect(proxy.adminAddress())) {
      wire.send(request + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      return wire.readToEnd();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void twentyReloadsUnderLoadLoseNoRequestAndCloseNoConnection() throws Exception {
    write(inbound("127.0.0.1:0", application.address()), "");
    try (CartService other = new CartService();
        TapProxy proxy = TapProxy.start(file)) {
      Load load = new Load(proxy.inboundAddress(0)).start(8, 0, 0);
      Wait.until("all are connected", () -> proxy.counters().accepted() == 8);
      for (int i = 1; i <= 20; i++) {
        InetSocketAddress target = i % 2 == 0 ? application.address() : other.address();
        write(inbound("127.0.0.1:0", target), "  limits: {maxHeaders: " + (100 + i) + "}\n");
        assertThat(proxy.reload().outcome()).isEqualTo(Outcome.APPLIED);
        long before = load.answered();
        Wait.until("requests after the reload", () -> load.answered() > before + 50);
      }
      long accepted = proxy.counters().accepted();
      load.stop();

      assertThat(load.failures()).isEmpty();
      assertThat(load.answered()).isEqualTo(load.sent());
      assertThat(accepted).as("connections that were made").isEqualTo(8);
    }
  }

  @Test
  void newEndpointServesTheNextRequestOfAnOpenConnection() throws Exception {
    try (Origin first = new Origin();
        Origin second = new Origin()) {
      write(inbound("127.0.0.1:0", first.address()), "");
      try (TapProxy proxy = TapProxy.start(file);
          Wire client = Wire.connect(proxy.inboundAddress(0))) {
        client.send(GET);
        Wire old = first.take();
        old.readHead();
        write(inbound("127.0.0.1:0", second.address()), "");
        proxy.reload();
        old.send(OK);
        assertThat(client.readHead() + client.read(2)).contains("200 OK").endsWith("ok");
        assertThat(old.ending())
            .as("the connection to what is no endpoint any more")
            .isEqualTo("end");

        client.send(GET);
        Wire next = second.take();
        next.readHead();
        next.send(OK);
        assertThat(client.readHead() + client.read(2)).endsWith("ok");
      }
    }
  }

  @Test
  void endpointsThatStayKeepTheirPooledConnections() throws Exception {
    try (Origin origin = new Origin()) {
      write(inbound("127.0.0.1:0", origin.address()), "");
      try (TapProxy proxy = TapProxy.start(file);
          Wire client = Wire.connect(proxy.inboundAddress(0))) {
        client.send(GET);
        Wire upstream = origin.take();
        upstream.readHead();
        upstream.send(OK);
        client.readHead();
        client.read(2);
        write(
            inbound("127.0.0.1:0", origin.address())
                .replace("}", ", routes: [{path: '/carts/{id}'}]}"),
            "");
        assertThat(proxy.reload().outcome()).isEqualTo(Outcome.APPLIED);
        client.send(GET);
        upstream.readHead();
        upstream.send(OK);
        client.readHead();
        assertThat(origin.connections()).isEqualTo(1);
      }
    }
  }

  @Test
  void invalidFileLeavesTheOldOneInForceAndIsReported() throws Exception {
    write(inbound("127.0.0.1:0", application.address()), "");
    try (TapProxy proxy = TapProxy.start(file);
        Wire client = Wire.connect(proxy.inboundAddress(0))) {
      String revision = proxy.config().revision();
      write(inbound("nowhere", application.address()), "  limits: {maxHeaders: many}\n");
      String answer = admin(proxy, "POST /config/reload");

      assertThat(answer)
          .startsWith("HTTP/1.1 422 ")
          .contains("\"result\" : \"invalid\"")
          .contains("spec.inbound[0].listen: value \\\"nowhere\\\" (expected: ")
          .contains("spec.limits.maxHeaders: value \\\"many\\\" (expected: ");
      assertThat(exchange(client)).endsWith("ok");
      assertThat(admin(proxy, "GET /config"))
          .contains("\"revision\" : \"" + revision + "\"")
          .contains("\"lastError\" : ");
      assertThat(admin(proxy, "GET /metrics"))
          .contains("tapmesh_proxy_config_reload_total{result=\"invalid\"} 1\n")
          .contains("tapmesh_proxy_config_current 0\n");

      write(inbound("127.0.0.1:0", application.address()), "  limits: {maxHeaders: 50}\n");
      assertThat(admin(proxy, "POST /config/reload")).startsWith("HTTP/1.1 200 ");
      assertThat(proxy.config().revision()).isNotEqualTo(revision);
      assertThat(admin(proxy, "GET /config")).doesNotContain("lastError");
    }
  }

  @Test
  void fieldThatNeedsARestartIsRefusedWithItsPlace() throws Exception {
    write(inbound("127.0.0.1:0", application.address()), "");
    try (TapProxy proxy = TapProxy.start(file)) {
      write(inbound("127.0.0.1:0", application.address()), "  transport: nio\n");
      ReloadResult result = proxy.reload();

      assertThat(result.outcome()).isEqualTo(Outcome.RESTART_NEEDED);
      assertThat(result.errors())
          .containsExactly(
              "spec.transport: value \"nio\" (expected: as at the start, value \"auto\"; this field"
                  + " needs a restart), "
                  + file
                  + ":11:14");
    }
  }

  /** How often the file is looked at is decided at the start. */
  @Test
  void intervalOfLooksNeedsARestart() throws Exception {
    write(inbound("127.0.0.1:0", application.address()), "");
    try (TapProxy proxy = TapProxy.start(file)) {
      write(inbound("127.0.0.1:0", application.address()), "", "1h");
      ReloadResult result = proxy.reload();

      assertThat(result.outcome()).isEqualTo(Outcome.RESTART_NEEDED);
      assertThat(result.errors()).singleElement().asString().startsWith("spec.reload.interval: ");
    }
  }

  @Test
  void addedPortOpensAndRemovedOneLetsNobodyInButKeepsItsConnections() throws Exception {
    int added = freePort();
    String first = inbound("127.0.0.1:0", application.address());
    write(first, "");
    try (TapProxy proxy = TapProxy.start(file);
        Wire old = Wire.connect(proxy.inboundAddress(0))) {
      InetSocketAddress removed = proxy.inboundAddress(0);
      assertThat(exchange(old)).endsWith("ok");
      write(inbound("127.0.0.1:" + added, application.address()), "");
      assertThat(proxy.reload().outcome()).isEqualTo(Outcome.APPLIED);

      assertThat(proxy.inboundAddress(0).getPort()).isEqualTo(added);
      try (Wire client = Wire.connect(proxy.inboundAddress(0))) {
        assertThat(exchange(client)).endsWith("ok");
      }
      Wait.until("the removed port is closed", () -> isRefused(removed));
      assertThat(exchange(old)).as("on a connection to the removed port").endsWith("ok");
    }
  }

  private static boolean isRefused(InetSocketAddress address) throws IOException {
    try {
      Wire.connect(address).close();
      return false;
    } catch (ConnectException e) {
      return true;
    }
  }

  @Test
  void takenPortLeavesTheOldConfigurationInForce() throws Exception {
    int free = freePort();
    String first = inbound("127.0.0.1:0", application.address());
    write(first, "");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        TapProxy proxy = TapProxy.start(file);
        Wire client = Wire.connect(proxy.inboundAddress(0))) {
      write(
          inbound("127.0.0.1:" + free, application.address())
              + inbound("127.0.0.1:" + taken.getLocalPort(), application.address()),
          "");
      ReloadResult result = proxy.reload();

      assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
      assertThat(result.errors().get(0))
          .startsWith("cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": ");
      assertThat(exchange(client)).endsWith("ok");
      assertThat(isRefused(new InetSocketAddress(InetAddress.getLoopbackAddress(), free))).isTrue();
    }
  }

  @Test
  void newLimitHoldsForTheNextRequestOfAnOpenConnection() throws Exception {
    write(inbound("127.0.0.1:0", application.address()), "");
    try (TapProxy proxy = TapProxy.start(file);
        Wire client = Wire.connect(proxy.inboundAddress(0))) {
      assertThat(exchange(client)).endsWith("ok");
      write(inbound("127.0.0.1:0", application.address()), "  limits: {maxStartLineBytes: 1KiB}\n");
      proxy.reload();
      client.send("GET /" + "x".repeat(2000) + " HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 414 ");
    }
  }

  @Test
  void changedFileIsNoticed() throws Exception {
    write(inbound("127.0.0.1:0", application.address()), "", "20ms");
    try (TapProxy proxy = TapProxy.start(file)) {
      String revision = proxy.config().revision();
      write(inbound("127.0.0.1:0", application.address()), "  limits: {maxHeaders: 50}\n", "20ms");
      Wait.until("the change is in force", () -> !proxy.config().revision().equals(revision));
      Files.writeString(file, "spec: [");
      Wait.until("the error is reported", () -> admin(proxy, "GET /config").contains("lastError"));
      assertThat(proxy.config().limits().maxHeaders()).isEqualTo(50);
    }
  }

  @Test
  void pageOfAStrangerCannotReadTheAdminPort() throws Exception {
    write(inbound("127.0.0.1:0", application.address()), "");
    try (TapProxy proxy = TapProxy.start(file);
        Wire wire = Wire.connect(proxy.adminAddress())) {
      wire.send("GET /config HTTP/1.1\r\nHost: rebound.example:15000\r\n\r\n");
      assertThat(wire.readHead()).startsWith("HTTP/1.1 421 ");
    }
  }
}
