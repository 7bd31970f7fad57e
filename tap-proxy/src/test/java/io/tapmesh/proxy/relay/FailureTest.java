package io.tapmesh.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.proxy.TapProxy;
import io.tapmesh.proxy.testing.Origin;
import io.tapmesh.proxy.testing.Proxies;
import io.tapmesh.proxy.testing.Wait;
import io.tapmesh.proxy.testing.Wire;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What clients get when something is wrong with the upstream, or with time. */
@SuppressWarnings("StringConcatToTextBlock") // Line ends are CR LF here, which text blocks hide.
final class FailureTest extends RelayContract {

  private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx";

  FailureTest() {
    super("auto");
  }

  /** Silent and slow clients are given other chances by detection. */
  @Override
  String listener() {
    return ", protocol: http1";
  }

  @Test
  void nobodyListens() throws Exception {
    origin.close();
    client.send(GET);

    assertThat(client.readHead())
        .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
        .contains("x-tapmesh-error: connect_refused\r\n");
  }

  @Test
  void proxyMadeErrorsKeepTheConnection() throws Exception {
    origin.close();
    for (int i = 0; i < 3; i++) {
      client.send(GET);
      assertThat(client.readHead()).startsWith("HTTP/1.1 503 ").doesNotContain("close");
      assertThat(client.readUntil("\n")).startsWith("tap-proxy: the upstream refused");
    }
  }

  @Test
  void proxyMadeErrorsToHeadHaveNoBody() throws Exception {
    origin.close();
    client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(client.readHead()).startsWith("HTTP/1.1 503 ").doesNotContain("length: 0");

    client.send(GET);
    assertThat(client.readHead()).startsWith("HTTP/1.1 503 ");
  }

  @Test
  void nextEndpointIsTriedIfOneRefuses() throws Exception {
    InetSocketAddress nobody = freeAddress();
    try (TapProxy outbound =
            Proxies.outbound(transport(), "", nobody, origin.address(), freeAddress());
        Wire app = Wire.connect(outbound.outboundAddress(0))) {
      for (int i = 0; i < 6; i++) {
        app.send(GET);
        if (i == 0) {
          serveInBackground();
        }
        assertThat(app.readHead() + app.read(2)).isEqualTo(OK);
      }
      assertThat(outbound.counters().retries()).isPositive();
    }
  }

  @Test
  void endpointsAreUsedInTurn() throws Exception {
    try (Origin second = new Origin();
        TapProxy outbound = Proxies.outbound(transport(), "", origin.address(), second.address());
        Wire app = Wire.connect(outbound.outboundAddress(0))) {
      for (int i = 0; i < 4; i++) {
        app.send("GET /" + i + " HTTP/1.1\r\nHost: a\r\n\r\n");
        Origin expected = i % 2 == 0 ? second : origin;
        Wire server = i < 2 ? expected.take() : null;
        if (server != null) {
          echo(server);
        }
        app.readHead();
        app.read(2);
      }
      assertThat(origin.connections()).isEqualTo(1);
      assertThat(second.connections()).isEqualTo(1);
    }
  }

  @Test
  void originThatClosesWithoutAnswering() throws Exception {
    client.send(POST);
    Wire server = origin.take();
    server.readHead();
    server.read(1);
    server.close();

    assertThat(client.readHead())
        .startsWith("HTTP/1.1 502 Bad Gateway\r\n")
        .contains("x-tapmesh-error: closed\r\n");
  }

  @Test
  void originThatResetsWithoutAnswering() throws Exception {
    client.send(POST);
    Wire server = origin.take();
    server.readHead();
    server.read(1);
    server.reset();

    assertThat(client.readHead())
        .startsWith("HTTP/1.1 502 Bad Gateway\r\n")
        .contains("x-tapmesh-error: reset\r\n");
  }

  @Test
  void pooledConnectionThatWasClosedIsNotUsed() throws Exception {
    client.send(POST);
    Wire server = origin.take();
    server.readHead();
    server.send(OK);
    client.readHead();
    client.read(2);
    server.close();
    Wait.until("the pool notices", () -> proxy.counters().upstreamConnections() == 0);

    client.send(POST);
    Wire next = origin.take();
    next.readHead();
    next.send(OK);
    assertThat(client.readHead() + client.read(2)).isEqualTo(OK);
  }

  @Test
  void requestLostOnAPooledConnectionIsSentAgain() throws Exception {
    Wire server = firstExchange();
    client.send(GET);
    server.readHead();
    server.close();

    Wire second = origin.take();
    second.readHead();
    second.send(OK);
    assertThat(client.readHead() + client.read(2)).isEqualTo(OK);
    assertThat(proxy.counters().retries()).isEqualTo(1);
  }

  @Test
  void requestThatMayHaveHadAnEffectIsNotSentAgain() throws Exception {
    Wire server = firstExchange();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
    server.readHead();
    server.close();

    assertThat(client.readHead()).startsWith("HTTP/1.1 502 ");
    assertThat(origin.connections()).isEqualTo(1);
  }

  @Test
  void requestLostOnANewConnectionIsNotSentAgain() throws Exception {
    client.send(GET);
    Wire server = origin.take();
    server.readHead();
    server.close();

    assertThat(client.readHead()).startsWith("HTTP/1.1 502 ");
    assertThat(origin.connections()).isEqualTo(1);
  }

  @Test
  void surplusBytesFromTheOriginReachNobody() throws Exception {
    client.send(GET);
    Wire server = origin.take();
    server.readHead();
    server.send(OK + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
    assertThat(client.readHead() + client.read(2)).isEqualTo(OK);

    client.send(GET);
    Wire fresh = origin.take();
    fresh.readHead();
    fresh.send(OK);
    assertThat(client.readHead() + client.read(2)).isEqualTo(OK);
  }

  @Test
  void originThatDoesNotAnswerInTime() throws Exception {
    restart("  limits: {responseTimeout: 200ms}\n");
    client.send(GET);

    assertThat(client.readHead())
        .startsWith("HTTP/1.1 504 Gateway Timeout\r\n")
        .contains("x-tapmesh-error: timeout\r\n");
    assertThat(origin.take().ending()).isEqualTo("end");
  }

  @Test
  void responseThatStallsIsBrokenOff() throws Exception {
    restart("  limits: {idleTimeout: 2s}\n");
    client.send(GET);
    Wire server = origin.take();
    server.readHead();
    server.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345");
    client.readHead();

    assertThat(client.ending()).isEqualTo("reset");
  }

  @Test
  void headThatDoesNotArriveInTime() throws Exception {
    restart("  limits: {headerTimeout: 200ms}\n");
    client.send("GET / HTTP/1.1\r\nHost");

    assertThat(client.readToEnd())
        .startsWith("HTTP/1.1 408 Request Timeout\r\n")
        .contains("x-tapmesh-error: request_timeout\r\n");
    assertThat(origin.connections()).isZero();
  }

  @Test
  void headThatTricklesInDoesNotBuyTime() throws Exception {
    restart("  limits: {headerTimeout: 300ms}\n");
    long start = System.nanoTime();
    try {
      while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(60)
          && client.in().available() == 0) {
        client.send("G");
        Thread.onSpinWait();
      }
    } catch (java.net.SocketException e) {
      // It was closed while we wrote, which is what we wait for.
    }
    assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(60));
  }

  @Test
  void bodyThatDoesNotArriveInTime() throws Exception {
    restart("  limits: {idleTimeout: 2s}\n");
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc");

    assertThat(client.readToEnd()).startsWith("HTTP/1.1 408 Request Timeout\r\n");
  }

  @Test
  void idleConnectionIsClosedWithoutAWord() throws Exception {
    restart("  limits: {idleTimeout: 100ms}\n");

    assertThat(client.readToEnd()).isEmpty();
  }

  @Test
  void idlePooledConnectionIsClosed() throws Exception {
    restart("  limits: {upstreamIdleTimeout: 100ms}\n");
    client.send(GET);
    Wire server = origin.take();
    server.readHead();
    server.send(OK);

    assertThat(server.ending()).isEqualTo("end");
    assertThat(client.readHead() + client.read(2)).isEqualTo(OK);
  }

  @Test
  void connectionsBeyondTheLimitAreRefused() throws Exception {
    restart("  limits: {maxConnections: 2}\n");
    try (Wire second = connect();
        Wire third = connect()) {
      assertThat(third.readToEnd())
          .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
          .contains("x-tapmesh-error: too_many_connections\r\n");
      second.send(GET);
      origin.take().readHead();
    }
    assertThat(proxy.counters().refusedConnections()).isEqualTo(1);
  }

  private Wire firstExchange() throws Exception {
    client.send(GET);
    Wire server = origin.take();
    server.readHead();
    server.send(OK);
    client.readHead();
    client.read(2);
    Wait.until("the connection is pooled", () -> proxy.counters().idleUpstreams() == 1);
    return server;
  }

  private void serveInBackground() throws Exception {
    echo(origin.take());
  }

  /** Answers every request on a connection. */
  private static void echo(Wire server) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (true) {
                  server.readHead();
                  server.send(OK);
                }
              } catch (java.io.IOException e) {
                // The end of the test.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private static InetSocketAddress freeAddress() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return (InetSocketAddress) socket.getLocalSocketAddress();
    }
  }
}
