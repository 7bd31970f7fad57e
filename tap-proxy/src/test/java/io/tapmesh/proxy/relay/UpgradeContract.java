package io.tapmesh.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.proxy.testing.Wait;
import io.tapmesh.proxy.testing.Wire;
import org.junit.jupiter.api.Test;

/** Connections that begin as HTTP/1 and go on as something else. */
@SuppressWarnings("StringConcatToTextBlock") // Line ends are CR LF here, which text blocks hide.
abstract class UpgradeContract extends RelayContract {

  private static final String UPGRADE =
      "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  private static final String SWITCHED =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
  private static final String CONNECT = "CONNECT db:5432 HTTP/1.1\r\nHost: db:5432\r\n\r\n";
  private static final String CONNECTED = "HTTP/1.1 200 Connection established\r\n\r\n";

  UpgradeContract(String transport) {
    super(transport);
  }

  @Test
  void upgradeIsForwardedAndBecomesATunnel() throws Exception {
    client.send(UPGRADE);
    Wire server = origin.take();
    assertThat(server.readHead()).isEqualTo(UPGRADE);
    server.send(SWITCHED);
    assertThat(client.readHead()).isEqualTo(SWITCHED);
    client.send("GET / HTTP/1.1\r\n");
    assertThat(server.read(16)).isEqualTo("GET / HTTP/1.1\r\n");
    server.send("HTTP/1.1 200");
    assertThat(client.read(12)).isEqualTo("HTTP/1.1 200");
    server.endOutput();
    assertThat(client.readToEnd()).isEmpty();
    client.send("bye");
    client.close();
    assertThat(server.readToEnd()).isEqualTo("bye");

    Wait.until("the exchange is over", () -> proxy.counters().exchanges() == 0);
  }

  @Test
  void whatFollowsBothHeadsAtOnceIsPartOfTheTunnel() throws Exception {
    client.send(UPGRADE + "early");
    Wire server = origin.take();
    assertThat(server.readHead()).isEqualTo(UPGRADE);
    assertThat(server.in().available()).isZero();
    server.send(SWITCHED + "first");

    assertThat(server.read(5)).isEqualTo("early");
    assertThat(client.readHead() + client.read(5)).isEqualTo(SWITCHED + "first");
  }

  @Test
  void otherConnectionOptionsEndHereAlsoInAnUpgrade() throws Exception {
    client.send(
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, X-A, upgrade\r\nX-A: 1\r\n"
            + "Keep-Alive: 5\r\nUpgrade: tls/1.2, chat\r\n\r\n");

    assertThat(origin.take().readHead())
        .isEqualTo(
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: tls/1.2, chat\r\n\r\n");
  }

  @Test
  void upgradeThatTheServerLeavesAloneIsAnOrdinaryExchange() throws Exception {
    client.send(UPGRADE);
    Wire server = origin.take();
    server.readHead();
    server.send(OK);
    assertThat(client.readHead() + client.read(2)).isEqualTo(OK);
    client.send(GET);
    assertThat(server.readHead()).isEqualTo(GET);
  }

  @Test
  void offersOfH2cEndHere() throws Exception {
    client.send(
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
            + "HTTP2-Settings: AAMAAABk\r\n\r\n");

    assertThat(origin.take().readHead()).isEqualTo(GET);
  }

  @Test
  void upgradeThatConnectionDoesNotNameEndsHere() throws Exception {
    client.send("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n");

    assertThat(origin.take().readHead()).isEqualTo(GET);
  }

  @Test
  void switchThatNobodyAskedForIsABadResponse() throws Exception {
    client.send(GET);
    Wire server = origin.take();
    server.readHead();
    server.send(SWITCHED);

    assertThat(client.readHead())
        .startsWith("HTTP/1.1 502 ")
        .contains("x-tapmesh-error: bad_response");
  }

  @Test
  void switchBeforeTheRequestIsCompleteIsABadResponse() throws Exception {
    client.send(UPGRADE.replace("GET", "POST").replace("Host: a", "Host: a\r\nContent-Length: 3"));
    Wire server = origin.take();
    server.readHead();
    server.send(SWITCHED);

    assertThat(client.readHead()).startsWith("HTTP/1.1 502 ");
  }

  @Test
  void serverMaySayWhatUpgradeItRequires() throws Exception {
    client.send(GET);
    Wire server = origin.take();
    server.readHead();
    String answer =
        "HTTP/1.1 426 Upgrade Required\r\nUpgrade: chat\r\nConnection: Upgrade\r\n"
            + "Content-Length: 0\r\n\r\n";
    server.send(answer);

    assertThat(client.readHead()).isEqualTo(answer);
  }

  @Test
  void resetOfAnUpgradedServerReachesTheClient() throws Exception {
    client.send(UPGRADE);
    Wire server = origin.take();
    server.readHead();
    server.send(SWITCHED);
    client.readHead();
    server.reset();

    assertThat(client.ending()).isEqualTo("reset");
    Wait.until("the exchange is over", () -> proxy.counters().exchanges() == 0);
  }

  @Test
  void connectIsForwardedAndBecomesATunnel() throws Exception {
    client.send(CONNECT + "hello");
    Wire server = origin.take();
    assertThat(server.readHead()).isEqualTo(CONNECT);
    assertThat(server.in().available()).isZero();
    server.send(CONNECTED);
    assertThat(server.read(5)).isEqualTo("hello");
    server.send("welcome");
    assertThat(client.readHead()).isEqualTo(CONNECTED);
    assertThat(client.read(7)).isEqualTo("welcome");
    client.endOutput();
    assertThat(server.readToEnd()).isEmpty();
    server.send("rest");
    server.close();

    assertThat(client.readToEnd()).isEqualTo("rest");
  }

  @Test
  void lengthsInASuccessOfConnectMeanNothing() throws Exception {
    client.send(CONNECT);
    Wire server = origin.take();
    server.readHead();
    String answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";
    server.send(answer + "tunnelled");

    assertThat(client.readHead()).isEqualTo(answer);
    assertThat(client.read(9)).isEqualTo("tunnelled");
  }

  @Test
  void refusedConnectIsAnOrdinaryExchange() throws Exception {
    client.send(CONNECT);
    Wire server = origin.take();
    server.readHead();
    String answer = "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno";
    server.send(answer);
    assertThat(client.readHead() + client.read(2)).isEqualTo(answer);
    client.send(GET);

    assertThat(server.readHead()).isEqualTo(GET);
  }
}
