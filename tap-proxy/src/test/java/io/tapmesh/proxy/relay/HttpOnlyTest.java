package io.tapmesh.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.proxy.TapProxy;
import io.tapmesh.proxy.testing.H2Client;
import io.tapmesh.proxy.testing.H2Origin;
import io.tapmesh.proxy.testing.H2Stream;
import io.tapmesh.proxy.testing.Proxies;
import io.tapmesh.proxy.testing.Wait;
import io.tapmesh.proxy.testing.Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where only HTTP is served, nothing else passes, and no upstream is connected before it is needed.
 * What is refused is in {@link DetectionCasesTest}.
 */
final class HttpOnlyTest extends RelayContract {

  HttpOnlyTest() {
    super("auto");
  }

  @Override
  String listener() {
    return ", protocol: http";
  }

  @Override
  String spec() {
    return "  detection: {wait: 10ms}\n";
  }

  @Test
  void http1IsRelayedHoweverItsFirstBytesAreCut() throws Exception {
    for (String part : GET.split("(?<=[/1])", -1)) {
      client.send(part);
    }
    Wire server = origin.take();
    assertThat(server.readHead()).isEqualTo(GET);
    server.send(OK);

    assertThat(client.readHead() + client.read(2)).isEqualTo(OK);
  }

  @Test
  void http2WithPriorKnowledgeIsRelayed() throws Exception {
    try (H2Origin http2 = new H2Origin().answer(new byte[] {'o', 'k'});
        TapProxy front = Proxies.inbound("auto", http2.address(), listener(), spec());
        H2Client app = new H2Client(front.inboundAddress(0))) {
      H2Stream answer = app.get("/");

      assertThat(answer.take()).startsWith("HEAD :status=200");
    }
  }

  @Test
  void silentClientIsClosedInTimeAndConnectsNobody() throws Exception {
    restart(spec() + "  limits: {idleTimeout: 200ms}\n");

    assertThat(client.ending()).isEqualTo("end");
    assertThat(proxy.counters().upstreamConnects()).isZero();
    Wait.until("it has gone", () -> proxy.counters().clientConnections() == 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GE", "GET / HT", "PRI * H", "\r\n"})
  void clientThatEndsBeforeItsRequestIsClosedAndConnectsNobody(String first) throws Exception {
    client.send(first);
    client.endOutput();

    assertThat(client.readToEnd()).isEmpty();
    assertThat(proxy.counters().upstreamConnects()).isZero();
  }

  @Test
  void outboundRefusesWhatIsNoHttpToo() throws Exception {
    String yaml =
        "  outbound:%n  - {listen: '127.0.0.1:0', service: s, protocol: http, endpoints: ['%s']}%n"
            .formatted(Proxies.text(origin.address()));
    try (TapProxy out = TapProxy.start(Proxies.config("auto", yaml, ""));
        Wire app = Wire.connect(out.outboundAddress(0));
        Wire other = Wire.connect(out.outboundAddress(0))) {
      other.send("PING\r\n");
      assertThat(other.readToEnd())
          .startsWith("HTTP/1.1 400 Bad Request\r\n")
          .contains("x-tapmesh-error: bad_request\r\n")
          .endsWith("this is neither HTTP/1 nor HTTP/2\n");
      app.send(GET);
      assertThat(origin.take().readHead()).isEqualTo(GET);
    }
    assertThat(origin.connections()).isEqualTo(1);
  }
}
