package io.tapmesh.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.proxy.TapProxy;
import io.tapmesh.proxy.testing.Origin;
import io.tapmesh.proxy.testing.Proxies;
import io.tapmesh.proxy.testing.SmugglingCases;
import io.tapmesh.proxy.testing.SmugglingCases.Case;
import io.tapmesh.proxy.testing.Wait;
import io.tapmesh.proxy.testing.Wire;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * First bytes that one reader could take for HTTP and another one for something else: what was not
 * read as HTTP is no HTTP to anybody behind the proxy. The cases are in {@code
 * smuggling/detection.txt}.
 */
final class DetectionCasesTest {

  private static final String NO_CONTENT = "HTTP/1.1 204 No Content\r\n\r\n";
  private static final String HOP = "GET / HTTP/1.1\r\nHost: a\r\nKeep-Alive: timeout=5\r\n\r\n";

  static Stream<Case> cases() {
    return SmugglingCases.read("detection.txt").stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void detected(Case wanted) throws Exception {
    check(wanted, "detect", wanted.outcome().split(" \\| ", 2)[0]);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void whereOnlyHttpIsServed(Case wanted) throws Exception {
    check(wanted, "http", wanted.outcome().split(" \\| ", 2)[1]);
  }

  private static void check(Case wanted, String protocol, String outcome) throws Exception {
    List<String> parts = wanted.parts("pause");
    // What is decided at once is not brought about by a time that is over.
    String wait = parts.size() > 1 || outcome.startsWith("408") ? "20ms" : "1h";
    String limits = outcome.startsWith("408") ? "  limits: {headerTimeout: 200ms}\n" : "";
    try (Origin origin = new Origin();
        TapProxy proxy =
            Proxies.inbound(
                "auto",
                origin.address(),
                ", protocol: " + protocol,
                "  detection: {wait: %s}%n%s".formatted(wait, limits));
        Wire client = Wire.connect(proxy.inboundAddress(0))) {
      client.send(parts.get(0));
      for (String rest : parts.subList(1, parts.size())) {
        if (protocol.equals("detect")) {
          Wait.until("the pause", () -> proxy.counters().upstreamConnections() == 1);
        }
        client.send(rest);
      }
      String sent = String.join("", parts);
      switch (outcome) {
        case "bytes" -> assertArePassedOn(origin, sent);
        case "passes" -> assertIsRelayed(client, origin, sent);
        default -> assertIsRefused(client, proxy, origin, protocol, outcome);
      }
    }
  }

  private static void assertArePassedOn(Origin origin, String sent) throws Exception {
    try (Wire server = origin.take()) {
      assertThat(server.read(sent.length())).isEqualTo(sent);
    }
  }

  private static void assertIsRelayed(Wire client, Origin origin, String sent) throws Exception {
    try (Wire server = origin.take()) {
      assertThat(server.readHead()).isEqualTo(sent.startsWith("\r\n") ? sent.substring(2) : sent);
      server.send(NO_CONTENT);
      assertThat(client.readHead()).isEqualTo(NO_CONTENT);
      // It was read as HTTP: what ends at each hop does not come through.
      client.send(HOP);
      assertThat(server.readHead()).isEqualTo(RelayContract.GET);
    }
  }

  private static void assertIsRefused(
      Wire client, TapProxy proxy, Origin origin, String protocol, String outcome)
      throws Exception {
    String[] answer = outcome.split(" ", 2);
    assertThat(client.readHead())
        .startsWith("HTTP/1.1 " + answer[0] + " ")
        .contains("\r\nx-tapmesh-error: " + answer[1] + "\r\n")
        .contains("\r\nconnection: close\r\n");
    client.close();
    proxy.close();
    assertThat(origin.connections()).isLessThanOrEqualTo(protocol.equals("http") ? 0 : 1);
    for (int i = origin.connections(); i > 0; i--) {
      assertThat(SmugglingTest.everything(origin.take())).isEmpty();
    }
  }
}
