package io.tapmesh.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.proxy.testing.CartService;
import io.tapmesh.proxy.testing.Kafka;
import io.tapmesh.proxy.testing.Load;
import io.tapmesh.proxy.testing.Proxies;
import io.tapmesh.proxy.testing.ProxyProcess;
import io.tapmesh.proxy.testing.Wait;
import io.tapmesh.proxy.testing.Wire;
import io.tapmesh.schemas.MetricNames;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process: how it starts, fails to start, and ends. */
final class MainTest {

  private static final List<String> SMALL = List.of("-Xmx64m");

  @TempDir Path folder;

  private static String yaml(InetSocketAddress application, String admin, String more) {
    return """
        apiVersion: tapmesh.io/v1
        kind: TapProxy
        metadata: {name: cart}
        spec:
          admin: {listen: '%s'}
          eventLoopThreads: 1
        %s%s"""
        .formatted(admin, Proxies.inboundYaml(application), more);
  }

  @Test
  void sigtermUnderLoadLosesNoRequestAndNoTelemetry() throws Exception {
    try (CartService application = new CartService();
        Kafka kafka = new Kafka(folder.resolve("kafka"));
        ProxyProcess proxy =
            ProxyProcess.of(
                folder, SMALL, yaml(application.address(), "127.0.0.1:0", kafka.spec()))) {
      Load load = new Load(proxy.address("inbound")).start(4, 0, 0);
      Wait.until("load", () -> load.answered() > 2_000);
      proxy.terminate();
      load.join();

      assertThat(load.failures()).isEmpty();
      assertThat(load.answered()).isEqualTo(load.sent());
      assertThat(proxy.exitCode()).as(proxy.output()).isZero();
      assertThat(proxy.output()).contains("nothing was lost").doesNotContain("LEAK");
      assertThat(kafka.metrics().count(MetricNames.HTTP_SERVER_REQUEST_DURATION, p -> true))
          .isEqualTo(load.answered());
      assertThat(kafka.spans().all()).hasSize((int) load.answered());
    }
  }

  @Test
  void secondSignalDoesNotWaitForRequests() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ProxyProcess proxy =
            ProxyProcess.of(
                folder,
                SMALL,
                yaml((InetSocketAddress) silent.getLocalSocketAddress(), "127.0.0.1:0", ""));
        Wire client = Wire.connect(proxy.address("inbound"))) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      silent.accept();
      proxy.terminate();
      Wait.until("it drains", () -> proxy.output().contains("draining"));
      proxy.terminate();

      assertThat(proxy.exitCode()).as(proxy.output()).isZero();
      assertThat(proxy.output())
          .contains("1 requests did not end in time")
          .doesNotContain("Exception");
      assertThat(client.ending()).isEqualTo("reset");
    }
  }

  @Test
  void notReadyWhileItDrains() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ProxyProcess proxy =
            ProxyProcess.of(
                folder,
                SMALL,
                yaml((InetSocketAddress) silent.getLocalSocketAddress(), "127.0.0.1:0", ""));
        Wire client = Wire.connect(proxy.address("inbound"))) {
      assertThat(get(proxy, "/readyz")).startsWith("HTTP/1.1 200 ");
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      var upstream = silent.accept();
      proxy.terminate();
      InetSocketAddress listener = proxy.address("inbound");
      Wait.until("nobody else is let in", () -> isRefused(listener));

      assertThat(get(proxy, "/readyz")).startsWith("HTTP/1.1 503 ");
      assertThat(get(proxy, "/livez")).startsWith("HTTP/1.1 200 ");
      new Wire(upstream).send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      assertThat(client.readToEnd()).contains("Connection: close\r\n").endsWith("ok");
      assertThat(proxy.exitCode()).isZero();
    }
  }

  @Test
  void sighupReloadsAndDoesNotEndTheProcess() throws Exception {
    try (CartService application = new CartService();
        ProxyProcess proxy =
            ProxyProcess.of(
                folder,
                SMALL,
                yaml(application.address(), "127.0.0.1:0", "  reload: {interval: 0s}\n"))) {
      proxy.address("admin");
      Files.writeString(folder.resolve("proxy.yaml"), "kind: TapProxy\n");
      Wait.until(
          "it reports the error",
          () -> {
            // Again and again: the first may come before the proxy says that it has started.
            proxy.signal("HUP");
            return proxy.output().contains("is invalid; revision ");
          });

      assertThat(proxy.terminate().exitCode()).isZero();
    }
  }

  @Test
  void applicationThatKeepsCallingOutDoesNotUseUpTheDrain() throws Exception {
    try (CartService callee = new CartService();
        ServerSocket application = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ProxyProcess proxy =
            ProxyProcess.of(
                folder,
                SMALL,
                yaml(
                    (InetSocketAddress) application.getLocalSocketAddress(),
                    "127.0.0.1:0",
                    "  outbound: [{listen: '127.0.0.1:0', service: x, endpoints: ['%s']}]%n"
                        .formatted(Proxies.text(callee.address()))));
        Wire client = Wire.connect(proxy.address("inbound"))) {
      InetSocketAddress outbound = proxy.address("outbound");
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      Wire served = new Wire(application.accept());
      proxy.terminate();
      Wait.until("it drains", () -> proxy.output().contains("draining"));
      // What the application does for the request that it has. Each response closes its connection.
      long answered = new Load(outbound).start(1, 1, 0).join().answered();
      served.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      while (!isRefused(outbound)) {
        answered += new Load(outbound).start(1, 1, 0).join().answered();
      }

      assertThat(proxy.exitCode()).as(proxy.output()).isZero();
      assertThat(answered).as("calls during the drain").isPositive();
      assertThat(proxy.output()).contains("nothing was lost");
    }
  }

  @Test
  void wrongConfigurationPrintsAllErrorsAndExits64() throws Exception {
    String yaml =
        """
        apiVersion: tapmesh.io/v1
        kind: TapProxy
        metadata: {}
        spec:
          inbound:
          - {listen: 127.0.0.1:8080, application: nowhere}
          outbound:
          - {listen: 127.0.0.1:8080, service: x, endpoints: []}
          limits: {maxHeaderBytes: 1TiB, headerTimeout: soon}
        """;
    try (ProxyProcess proxy = ProxyProcess.of(folder, SMALL, yaml)) {
      assertThat(proxy.exitCode()).isEqualTo(64);
      assertThat(proxy.output())
          .contains("proxy.yaml has 6 errors:")
          .contains("metadata.name: missing (expected: ")
          .contains("spec.inbound[0].application: value \"nowhere\" (expected: HOST:PORT), ")
          .contains("spec.outbound[0].endpoints: value [] (expected: at least 1 items), ")
          .contains(
              "spec.outbound[0].listen: value \"127.0.0.1:8080\" (expected: an address that is not"
                  + " the one of spec.inbound[0].listen), ")
          .contains("spec.limits.maxHeaderBytes: value \"1TiB\" (expected: 1KiB to 16MiB), ")
          .contains("spec.limits.headerTimeout: value \"soon\" (expected: a duration such as ")
          .contains("proxy.yaml:9:49");
    }
  }

  @Test
  void takenPortExits69() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = "127.0.0.1:" + taken.getLocalPort();
      InetSocketAddress application = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
      for (String yaml :
          List.of(
              yaml(application, port, ""),
              yaml(application, "127.0.0.1:0", "")
                  .replace("listen: '127.0.0.1:0', app", "listen: '" + port + "', app"))) {
        try (ProxyProcess proxy = ProxyProcess.of(folder, SMALL, yaml)) {
          assertThat(proxy.exitCode()).as(proxy.output()).isEqualTo(69);
          assertThat(proxy.output())
              .contains("cannot listen on " + port + ": ")
              .contains("Address already in use")
              .doesNotContain("\tat ");
        }
      }
    }
  }

  @Test
  void missingFileExits66() throws Exception {
    try (ProxyProcess proxy = new ProxyProcess(SMALL, "--config", "absent.yaml")) {
      assertThat(proxy.exitCode()).isEqualTo(66);
      assertThat(proxy.output()).contains("absent.yaml does not exist");
    }
  }

  @Test
  void wrongArgumentsExit64() throws Exception {
    try (ProxyProcess proxy = new ProxyProcess(SMALL, "--conf")) {
      assertThat(proxy.exitCode()).isEqualTo(64);
      assertThat(proxy.output()).contains("usage: tap-proxy --config FILE");
    }
  }

  private static boolean isRefused(InetSocketAddress listener) throws IOException {
    try {
      // Not ended, which the application may answer: a reset leaves nothing to wait for.
      Wire.connect(listener).reset();
      return false;
    } catch (ConnectException e) {
      return true;
    }
  }

  private static String get(ProxyProcess proxy, String path) throws Exception {
    try (Wire wire = Wire.connect(proxy.address("admin"))) {
      wire.send("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      return wire.readToEnd();
    }
  }
}
