package io.tapmesh.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapmesh.proxy.TapProxy;
import io.tapmesh.proxy.testing.Origin;
import io.tapmesh.proxy.testing.Proxies;
import io.tapmesh.proxy.testing.Wait;
import io.tapmesh.proxy.testing.Wire;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients beyond the limit of connections learn that in their own language, or not at all. */
final class RefusedConnectionsTest {

  private static final String GET = RelayContract.GET;
  private static final String LONG_LINGER = ", lingerTimeout: 1h";

  private Origin origin;
  private TapProxy proxy;
  private Wire first;

  @BeforeEach
  void openOrigin() throws IOException {
    origin = new Origin();
  }

  @AfterEach
  void close() throws IOException {
    first.close();
    origin.close();
    proxy.close();
  }

  /** One client is let in. */
  private void start(String transport, String protocol, String limits) throws Exception {
    proxy =
        Proxies.inbound(
            transport,
            origin.address(),
            ", protocol: " + protocol,
            "  detection: {wait: 1h}%n  limits: {maxConnections: 1%s}%n".formatted(limits));
    first = connect();
    Wait.until("it is there", () -> proxy.counters().clientConnections() == 1);
  }

  private Wire connect() throws IOException {
    return Wire.connect(proxy.inboundAddress(0));
  }

  @ParameterizedTest
  @CsvSource({
    "io_uring, http1",
    "epoll, http1",
    "nio, http1",
    "io_uring, detect",
    "epoll, detect",
    "nio, detect",
    "auto, http"
  })
  void clientOfHttpGetsItsAnswerWhateverElseItHasSent(String transport, String protocol)
      throws Exception {
    start(transport, protocol, "");
    try (Wire second = connect()) {
      second.send(
          "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 30000\r\n\r\n" + "x".repeat(30_000));

      // To an orderly end, where closing without having read would end with a reset.
      assertThat(second.readToEnd())
          .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
          .contains("x-tapmesh-error: too_many_connections\r\n")
          .endsWith("as many connections as it may\n");
    }
    assertThat(proxy.counters().refusedConnections()).isEqualTo(1);
    assertThat(origin.connections()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http2", "detect"})
  void clientOfHttp2IsToldToGo(String protocol) throws Exception {
    start("auto", protocol, "");
    try (Wire second = connect()) {
      second.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0");

      // SETTINGS, and a GOAWAY of ENHANCE_YOUR_CALM with no stream looked at.
      assertThat(second.readToEnd())
          .startsWith("\0\0\0\4\0\0\0\0\0")
          .endsWith("\7\0\0\0\0\0\0\0\0\0\0\0\0\13too_many_connections");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*1\r\n$4\r\nPING\r\n", "GE", "\u0000"})
  void clientThatMayNotSpeakHttpIsResetAndHearsNothing(String said) throws Exception {
    start("auto", "detect", "");
    try (Wire second = connect()) {
      second.send(said);
      StringBuilder heard = new StringBuilder();
      assertThat(second.ending(heard)).isEqualTo("reset");
      assertThat(heard).isEmpty();
    }
  }

  @Test
  void clientsThatAreRefusedTakeNobodysPlace() throws Exception {
    start("auto", "http1", LONG_LINGER);
    try (Wire second = connect()) {
      assertThat(second.readToEnd()).contains("too_many_connections");
      first.close();
      Wait.until("the first one has gone", () -> proxy.counters().clientConnections() == 0);
      try (Wire third = connect()) {
        third.send(GET);
        assertThat(origin.take().readHead()).isEqualTo(GET);
      }
    }
  }

  @Test
  void noMoreThanSoManyAreWaitedFor() throws Exception {
    start("auto", "http1", LONG_LINGER);
    List<Wire> waiting = new ArrayList<>();
    try {
      for (int i = 0; i < RefuseConnection.MAX_WAITING; i++) {
        Wire one = connect();
        waiting.add(one);
        assertThat(one.readToEnd()).startsWith("HTTP/1.1 503 ");
      }
      try (Wire surplus = connect()) {
        assertThat(surplus.readToEnd()).startsWith("HTTP/1.1 503 ");
        // Nobody is there any more to take what it says.
        surplus.send("x");
        surplus.awaitReset();
      }
      // It does not read without end from those that it waits for, either.
      assertThatThrownBy(() -> sendMuch(waiting.get(0))).isInstanceOf(IOException.class);
    } finally {
      for (Wire one : waiting) {
        one.close();
      }
    }
    assertThat(proxy.counters().clientConnections()).isEqualTo(1);
  }

  private static void sendMuch(Wire wire) throws IOException {
    for (int i = 0; i < 1_000; i++) {
      wire.send(new byte[1 << 16]);
    }
  }
}
