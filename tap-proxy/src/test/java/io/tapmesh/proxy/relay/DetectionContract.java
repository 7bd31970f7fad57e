package io.tapmesh.proxy.relay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.proxy.testing.Wait;
import io.tapmesh.proxy.testing.Wire;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a connection carries is found out from whoever speaks first, and nobody waits for good. */
abstract class DetectionContract extends RelayContract {

  /** Longer than any test runs: whatever happens was not brought about by the wait. */
  private static final String NO_WAIT = "  detection: {wait: 1h}\n";

  private static final String SHORT_WAIT = "  detection: {wait: 20ms}\n";

  DetectionContract(String transport) {
    super(transport);
  }

  @Override
  String spec() {
    return NO_WAIT;
  }

  /** The first client must not be taken for one that ends without a word. */
  private void restartQuietly(String spec) throws Exception {
    client.reset();
    restart(spec);
  }

  /** A request through the proxy's HTTP gets rid of a hop-by-hop header; raw bytes keep it. */
  private static final String HOP = "GET / HTTP/1.1\r\nHost: a\r\nKeep-Alive: timeout=5\r\n\r\n";

  @Test
  void http1IsUnderstood() throws Exception {
    client.send(HOP);
    Wire server = origin.take();
    assertThat(server.readHead()).isEqualTo(GET);
    server.send(OK);

    assertThat(client.readHead() + client.read(2)).isEqualTo(OK);
  }

  @Test
  void http1IsUnderstoodHoweverItsFirstBytesAreCut() throws Exception {
    for (int cut = 1; cut < "GET / HTTP/1.1\r\n".length() + 2; cut++) {
      long before = proxy.counters().accepted();
      try (Wire app = connect()) {
        app.send(HOP.substring(0, cut));
        awaitAccepted(before);
        app.send(HOP.substring(cut));
        Wire server = origin.take();
        assertThat(server.readHead()).as("cut at %d", cut).isEqualTo(GET);
        server.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        app.readHead();
        server.close();
      }
    }
  }

  private void awaitAccepted(long before) throws Exception {
    Wait.until("it is accepted", () -> proxy.counters().accepted() > before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0000\u0001binary",
        "*1\r\n$4\r\nPING\r\n",
        "PING\r\n",
        "GET /key\r\n",
        "SET key HTTP/1.1\r\n",
        "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n",
        "INVITE sip:bob@example.org SIP/2.0\r\n",
        "\u0016\u0003\u0009\u0000\u0005\u0001",
        "\u0016\u0003\u0001\u0000\u0001\u0001",
        "PURGE /\u0000 HTTP/1.1\r\n",
        "POSTGRES /\r\n",
        "CONNECT\naccept-version:1.2\n",
        "get key\r\n",
        "user  name\r\n",
        "\u00ff\u00fe",
      })
  void whatIsNoHttpPassesThroughAtOnce(String first) throws Exception {
    client.send(first);
    Wire server = origin.take();
    assertThat(server.read(first.length())).isEqualTo(first);
    server.send("answer");

    assertThat(client.read(6)).isEqualTo("answer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PING", "\u0016\u0003", "EHLO x", "PURGE", "PURGE ", "msg /join"})
  void bytesThatSayNothingAreNotHeldForLong(String first) throws Exception {
    restartQuietly(SHORT_WAIT);
    client.send(first);
    Wire server = origin.take();
    assertThat(server.read(first.length())).isEqualTo(first);
    server.send("!");

    assertThat(client.read(1)).isEqualTo("!");
  }

  @ParameterizedTest
  @ValueSource(strings = {"G", "GET", "GET /slow", "GET\t", "PURGE /", "PRI * HT", "\r", "\n\n"})
  void halfARequestIsRefusedInTimeAndNotPassedOn(String first) throws Exception {
    restartQuietly("  detection: {wait: 20ms}\n  limits: {headerTimeout: 1s}\n");
    client.send(first);

    assertThat(client.readHead())
        .startsWith("HTTP/1.1 408 ")
        .contains("x-tapmesh-error: request_timeout\r\n");
    assertThat(client.ending()).isEqualTo("end");
    // It was connected meanwhile, as for a client that is silent.
    assertThat(origin.take().readToEnd()).isEmpty();
    Wait.until("nothing is left", () -> proxy.counters().exchanges() == 0);
  }

  @Test
  void serverThatSpeaksFirstHearsTheWholeOfWhatWasHeld() throws Exception {
    restartQuietly(SHORT_WAIT);
    client.send("GE");
    Wire server = origin.take();
    server.send("220 ready\r\n");
    assertThat(client.read(11)).isEqualTo("220 ready\r\n");
    assertThat(server.read(2)).isEqualTo("GE");
    client.send("NERAL\r\n");

    assertThat(server.read(7)).isEqualTo("NERAL\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n", ""})
  void serverThatGivesUpOnHalfARequestDoesNotGetIt(String answer) throws Exception {
    restartQuietly(SHORT_WAIT);
    client.send("GE");
    Wire server = origin.take();
    server.send(answer);
    server.endOutput();

    assertThat(server.readToEnd()).isEmpty();
    client.send(HOP.substring(2));
    Wire fresh = origin.take();
    assertThat(fresh.readHead()).isEqualTo(GET);
    fresh.send(OK);
    assertThat(client.readHead() + client.read(2)).isEqualTo(OK);
  }

  @Test
  void requestInTwoPartsLearnsThatNobodyListens() throws Exception {
    origin.close();
    // Not so short that it could be over before the first part has come: a client that says nothing
    // is told by a reset.
    restartQuietly("  detection: {wait: 1s}\n");
    long before = proxy.counters().upstreamConnectFailures();
    client.send("GE");
    Wait.until("nobody was there", () -> proxy.counters().upstreamConnectFailures() > before);
    client.send(HOP.substring(2));

    assertThat(client.readHead()).startsWith("HTTP/1.1 503 ");
  }

  @Test
  void prefaceOfHttp2InTwoPartsIsStillOne() throws Exception {
    restartQuietly(SHORT_WAIT);
    client.send("PRI * HT");
    origin.take();
    client.send("TP/2.0\r\n\r\nSM\r\n\r\n\u0000\u0000\u0000\u0004\u0000\u0000\u0000\u0000\u0000");

    assertThat(client.read(9)).startsWith("\u0000\u0000").contains("\u0004");
  }

  @Test
  void noMoreThanAKibibyteIsLookedAt() throws Exception {
    client.send("a".repeat(31) + " " + "b".repeat(FirstBytes.LIMIT - 32));

    assertThat(origin.take().read(FirstBytes.LIMIT)).endsWith("bbb");
  }

  @Test
  void requestLineBeyondAKibibyteIsHttp() throws Exception {
    String target = "/" + "a".repeat(3 * FirstBytes.LIMIT);
    client.send("GET " + target + " HTTP/1.1\r\nHost: a\r\nKeep-Alive: 1\r\n\r\n");

    assertThat(origin.take().readHead())
        .isEqualTo("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
  }

  @Test
  void clientThatEndsAfterAFragmentIsPassedOnWithItsEnd() throws Exception {
    client.send("GE");
    client.endOutput();

    assertThat(origin.take().readToEnd()).isEqualTo("GE");
  }

  @Test
  void requestLineOfAnyMethodBeyondAKibibyteIsHttp() throws Exception {
    String target = "/" + "a".repeat(3 * FirstBytes.LIMIT);
    client.send("PURGE " + target + " HTTP/1.1\r\nHost: a\r\nKeep-Alive: 1\r\n\r\n");

    assertThat(origin.take().readHead())
        .isEqualTo("PURGE " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
  }

  @Test
  void clientThatEndsWithoutAWordStillHearsTheServer() throws Exception {
    client.endOutput();
    Wire server = origin.take();
    assertThat(server.readToEnd()).isEmpty();
    server.send("Monday");
    server.close();

    assertThat(client.readToEnd()).isEqualTo("Monday");
  }

  // ---- servers that speak first ----

  @Test
  void serverThatSpeaksFirstIsHeard() throws Exception {
    restartQuietly(SHORT_WAIT);
    Wire server = origin.take();
    server.send("220 mail ready\r\n");
    assertThat(client.read(16)).isEqualTo("220 mail ready\r\n");
    client.send("GET / HTTP/1.1\r\n\r\n");

    assertThat(server.readHead()).isEqualTo("GET / HTTP/1.1\r\n\r\n");
  }

  @Test
  void nextClientOfSuchAServerNeedsNoWait() throws Exception {
    // So long that the first connection shows it, and any further one would run into the limit.
    restartQuietly("  detection: {wait: 3s}\n");
    Wire first = origin.take();
    first.send("220 \r\n");
    client.read(6);
    long start = System.nanoTime();
    for (int i = 0; i < 3; i++) {
      try (Wire app = connect()) {
        Wire server = origin.take();
        server.send("220 again\r\n");
        assertThat(app.read(11)).isEqualTo("220 again\r\n");
      }
    }

    assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(3 * 3));
  }

  @Test
  void clientOfSuchAServerMayStillSpeakHttp() throws Exception {
    restartQuietly(SHORT_WAIT);
    Wire greeting = origin.take();
    greeting.send("220 \r\n");
    client.read(6);
    try (Wire app = connect()) {
      Wire server = origin.take();
      app.send(HOP);
      assertThat(server.readHead()).isEqualTo(GET);
      server.send(OK);
      assertThat(app.readHead() + app.read(2)).isEqualTo(OK);
    }
  }

  @Test
  void connectionOpenedForASilentClientCarriesItsFirstRequest() throws Exception {
    restartQuietly(SHORT_WAIT);
    Wire server = origin.take();
    client.send(HOP);
    assertThat(server.readHead()).isEqualTo(GET);
    server.send(OK);
    assertThat(client.readHead() + client.read(2)).isEqualTo(OK);

    assertThat(origin.connections()).isEqualTo(1);
  }

  @Test
  void serverThatGivesUpOnASilentClientIsPassedOnButNotRemembered() throws Exception {
    restartQuietly(SHORT_WAIT);
    Wire server = origin.take();
    String timeout = "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n";
    server.send(timeout);
    server.close();
    assertThat(client.readToEnd()).isEqualTo(timeout);
    int before = origin.connections();
    try (Wire app = connect()) {
      app.send("GET / HTTP/1.1\r\nHost: a\r\nKeep-Alive: 1\r\n\r\n");
      assertThat(origin.take().readHead()).isEqualTo(GET);
    }

    assertThat(origin.connections()).isEqualTo(before + 1);
  }

  @Test
  void silentClientIsResetIfNobodyListens() throws Exception {
    restartQuietly(SHORT_WAIT);
    origin.close();
    try (Wire app = connect()) {
      assertThat(app.ending()).isEqualTo("reset");
    }
  }

  @Test
  void resetOfTheServerReachesAClientThatIsSilent() throws Exception {
    restartQuietly(SHORT_WAIT);
    origin.take().reset();

    assertThat(client.ending()).isEqualTo("reset");
  }

  @Test
  void clientThatLeavesBeforeAnybodySpokeLeavesNothingBehind() throws Exception {
    restartQuietly(SHORT_WAIT);
    Wire server = origin.take();
    client.reset();

    assertThat(server.ending()).isIn("end", "reset");
    Wait.until("nothing is left", () -> proxy.counters().clientConnections() == 0);
    Wait.until("nothing is left", () -> proxy.counters().upstreamConnections() == 0);
    assertThat(proxy.counters().exchanges()).isZero();
  }

  @Test
  void opaquePortsAreNotLookedInto() throws Exception {
    client.reset();
    proxy.close();
    proxy =
        io.tapmesh.proxy.testing.Proxies.inbound(
            transport(),
            origin.address(),
            ", opaquePorts: [" + origin.address().getPort() + "]",
            NO_WAIT);
    try (Wire app = connect()) {
      app.send(HOP);
      assertThat(origin.take().readHead()).isEqualTo(HOP);
    }
  }

  @Test
  void tlsPassesThrough() throws Exception {
    byte[] hello = ClientHelloTest.hello("shop.example.org", 0);
    client.send(new String(hello, ISO_8859_1));

    assertThat(origin.take().read(hello.length)).isEqualTo(new String(hello, ISO_8859_1));
  }
}
