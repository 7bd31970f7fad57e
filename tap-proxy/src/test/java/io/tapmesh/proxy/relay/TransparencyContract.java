package io.tapmesh.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.proxy.testing.Wait;
import io.tapmesh.proxy.testing.Wire;
import org.junit.jupiter.api.Test;

/** What goes in comes out; one test for each property, at the level of bytes. */
@SuppressWarnings("StringConcatToTextBlock") // Line ends are CR LF here, which text blocks hide.
abstract class TransparencyContract extends RelayContract {

  TransparencyContract(String transport) {
    super(transport);
  }

  @Test
  void requestHeadArrivesAsItWasSent() throws Exception {
    String head =
        "GET /a%20b?q=1&q=2#x HTTP/1.1\r\nhOST: a.example:80\r\nX-Twice: 1\r\nAccept:text/html\r\n"
            + "x-twice:   2\t\r\nX-Empty:\r\nX-Latin: \u00e9\r\nCookie: a=b; c=d\r\n\r\n";
    client.send(head);

    assertThat(origin.take().readHead()).isEqualTo(head);
  }

  @Test
  void responseHeadArrivesAsItWasSent() throws Exception {
    String head =
        "HTTP/1.1 207 Multi-Status \u00e9\r\nserver: x\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\n"
            + "X-Odd:  spaced \r\nContent-Length: 0\r\n\r\n";
    client.send(GET);
    Wire server = origin.take();
    server.readHead();
    server.send(head);

    assertThat(client.readHead()).isEqualTo(head);
  }

  @Test
  void hopByHopHeadersOfRequestsGoNoFurther() throws Exception {
    client.send(
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, X-Private, Host\r\nX-Private: 1\r\n"
            + "Keep-Alive: timeout=5\r\nProxy-Connection: keep-alive\r\nProxy-Authorization: x\r\n"
            + "TE: gzip\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\nX-Public: 2\r\n\r\n");

    assertThat(origin.take().readHead())
        .isEqualTo("GET / HTTP/1.1\r\nHost: a\r\nX-Public: 2\r\n\r\n");
  }

  @Test
  void hopByHopHeadersOfResponsesGoNoFurther() throws Exception {
    client.send(GET);
    Wire server = origin.take();
    server.readHead();
    server.send(
        "HTTP/1.1 200 OK\r\nConnection: X-Private\r\nX-Private: 1\r\nKeep-Alive: timeout=5\r\n"
            + "Proxy-Authenticate: Basic\r\nX-Public: 2\r\nContent-Length: 0\r\n\r\n");

    assertThat(client.readHead())
        .isEqualTo("HTTP/1.1 200 OK\r\nX-Public: 2\r\nContent-Length: 0\r\n\r\n");
  }

  @Test
  void willingnessToReadTrailersIsPassedOn() throws Exception {
    client.send("GET / HTTP/1.1\r\nHost: a\r\nTE: gzip, trailers\r\nConnection: TE\r\n\r\n");

    assertThat(origin.take().readHead())
        .isEqualTo("GET / HTTP/1.1\r\nHost: a\r\nTE: trailers\r\nConnection: TE\r\n\r\n");
  }

  @Test
  void oneConnectionCarriesManyRequests() throws Exception {
    Wire server = null;
    for (int i = 0; i < 5; i++) {
      client.send("GET /" + i + " HTTP/1.1\r\nHost: a\r\n\r\n");
      server = server == null ? origin.take() : server;
      assertThat(server.readHead()).startsWith("GET /" + i + " ");
      server.send(OK);
      assertThat(client.readHead() + client.read(2)).isEqualTo(OK);
    }

    assertThat(origin.connections()).isEqualTo(1);
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws Exception {
    client.send(
        "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n"
            + "abcGET /3 HTTP/1.1\r\nHost: a\r\n\r\n");
    Wire server = origin.take();
    assertThat(server.readHead()).startsWith("GET /1 ");
    server.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1");
    assertThat(server.readHead() + server.read(3)).startsWith("POST /2 ").endsWith("\r\n\r\nabc");
    server.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n2");
    assertThat(server.readHead()).startsWith("GET /3 ");
    server.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n3");

    for (int i = 1; i <= 3; i++) {
      client.readHead();
      assertThat(client.read(1)).isEqualTo("" + i);
    }
  }

  @Test
  void headResponsesHaveNoBody() throws Exception {
    client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    Wire server = origin.take();
    server.readHead();
    String head = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n";
    server.send(head);
    assertThat(client.readHead()).isEqualTo(head);

    client.send(GET);
    server.readHead();
    server.send(OK);
    assertThat(client.readHead() + client.read(2)).isEqualTo(OK);
  }

  @Test
  void chunkedHeadResponsesHaveNoBodyEither() throws Exception {
    client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    Wire server = origin.take();
    server.readHead();
    String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    server.send(head);
    assertThat(client.readHead()).isEqualTo(head);

    client.send(GET);
    server.readHead();
    server.send(OK);
    assertThat(client.readHead() + client.read(2)).isEqualTo(OK);
  }

  @Test
  void statusesWithoutBodiesKeepTheirLengths() throws Exception {
    Wire server = null;
    for (String status : new String[] {"304 Not Modified", "204 No Content"}) {
      client.send(GET);
      server = server == null ? origin.take() : server;
      server.readHead();
      String head = "HTTP/1.1 " + status + "\r\nETag: \"1\"\r\nContent-Length: 77\r\n\r\n";
      server.send(head);
      assertThat(client.readHead()).isEqualTo(head);
    }
  }

  @Test
  void interimResponsesPassThrough() throws Exception {
    client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
    Wire server = origin.take();
    assertThat(server.readHead()).contains("Expect: 100-continue\r\n");
    server.send("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n");
    assertThat(client.readHead()).isEqualTo("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n");
    assertThat(client.readHead()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
    client.send("body");
    assertThat(server.read(4)).isEqualTo("body");
    server.send(OK);

    assertThat(client.readHead() + client.read(2)).isEqualTo(OK);
  }

  @Test
  void refusedExpectationEndsTheConnection() throws Exception {
    client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
    Wire server = origin.take();
    server.readHead();
    server.send("HTTP/1.1 417 Expectation Failed\r\nContent-Length: 2\r\n\r\nno");

    assertThat(client.readToEnd())
        .isEqualTo(
            "HTTP/1.1 417 Expectation Failed\r\nContent-Length: 2\r\nconnection: close\r\n\r\nno"
                .replace("connection", "Connection"));
  }

  @Test
  void chunkedRequestPassesWithExtensionsAndTrailers() throws Exception {
    String head =
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n";
    String body = "5;name=\"v\"\r\nhello\r\n0A\r\n 0123456\r\n\r\n0\r\nX-Sum: 1\r\nx-b:\t2\r\n\r\n";
    client.send(head + body);
    Wire server = origin.take();

    assertThat(server.readHead()).isEqualTo(head);
    assertThat(server.read(body.length())).isEqualTo(body);
    server.send(OK);
    assertThat(client.readHead() + client.read(2)).isEqualTo(OK);
  }

  @Test
  void chunkedResponsePassesWithTrailersHoweverItIsCut() throws Exception {
    String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n";
    String body = "1\r\na\r\n00b\r\n01234567890\r\n0\r\nX-Sum: 12\r\n\r\n";
    client.send(GET);
    Wire server = origin.take();
    server.readHead();
    for (char c : (head + body).toCharArray()) {
      server.send(String.valueOf(c));
    }
    assertThat(client.readHead()).isEqualTo(head);
    assertThat(client.read(body.length())).isEqualTo(body);

    client.send(GET);
    server.readHead();
  }

  @Test
  void requestThatTricklesInIsForwardedWhole() throws Exception {
    String head = "POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n";
    for (char c : (head + "12345").toCharArray()) {
      client.send(String.valueOf(c));
    }
    Wire server = origin.take();

    assertThat(server.readHead()).isEqualTo(head);
    assertThat(server.read(5)).isEqualTo("12345");
  }

  @Test
  void bodyWithoutLengthEndsWithTheConnection() throws Exception {
    client.send(GET);
    Wire server = origin.take();
    server.readHead();
    server.send("HTTP/1.1 200 OK\r\nX-A: 1\r\n\r\nfirst");
    assertThat(client.readHead())
        .isEqualTo("HTTP/1.1 200 OK\r\nX-A: 1\r\nConnection: close\r\n\r\n");
    assertThat(client.read(5)).isEqualTo("first");
    server.send("second");
    server.close();

    assertThat(client.readToEnd()).isEqualTo("second");
  }

  @Test
  void resetWithinABodyWithoutLengthIsPassedOn() throws Exception {
    client.send(GET);
    Wire server = origin.take();
    server.readHead();
    server.send("HTTP/1.1 200 OK\r\n\r\nfirst");
    client.readHead();
    client.read(5);
    server.reset();

    assertThat(client.ending()).isEqualTo("reset");
  }

  @Test
  void bodyThatEndsTooEarlyDoesNotSeemComplete() throws Exception {
    client.send(GET);
    Wire server = origin.take();
    server.readHead();
    server.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345");
    server.close();

    client.readHead();
    assertThat(client.readToEnd()).isEqualTo("12345");
  }

  @Test
  void chunkedBodyThatIsCutOffDoesNotGetItsLastChunk() throws Exception {
    client.send(GET);
    Wire server = origin.take();
    server.readHead();
    server.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
    server.close();

    client.readHead();
    assertThat(client.readToEnd()).isEqualTo("3\r\nabc\r\n");
  }

  @Test
  void http10ClientGetsAnAnswerAndTheEnd() throws Exception {
    client.send("GET / HTTP/1.0\r\n\r\n");
    Wire server = origin.take();
    assertThat(server.readHead()).isEqualTo("GET / HTTP/1.0\r\n\r\n");
    server.send("HTTP/1.0 200 OK\r\n\r\nbody");
    server.close();

    assertThat(client.readToEnd()).isEqualTo("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nbody");
  }

  @Test
  void http10ClientMayAskToKeepTheConnection() throws Exception {
    client.send("GET /1 HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
    Wire server = origin.take();
    server.readHead();
    server.send(OK);
    assertThat(client.readHead()).contains("Connection: keep-alive\r\n");
    assertThat(client.read(2)).isEqualTo("ok");

    client.send("GET /2 HTTP/1.0\r\n\r\n");
    assertThat(server.readHead()).startsWith("GET /2 ");
  }

  @Test
  void clientThatAsksToCloseIsClosed() throws Exception {
    client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    Wire server = origin.take();
    assertThat(server.readHead()).isEqualTo("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    server.send(OK);

    assertThat(client.readToEnd())
        .isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
  }

  @Test
  void earlyResponseArrivesWhileTheRequestGoesOn() throws Exception {
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nabc");
    Wire server = origin.take();
    server.readHead();
    assertThat(server.read(3)).isEqualTo("abc");
    server.send(OK);
    assertThat(client.readHead() + client.read(2)).isEqualTo(OK);

    client.send("defGET /next HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(server.read(3)).isEqualTo("def");
    assertThat(server.readHead()).startsWith("GET /next ");
  }

  @Test
  void earlyResponseThatClosesIsReadable() throws Exception {
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nabc");
    Wire server = origin.take();
    server.readHead();
    server.send("HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno");
    server.close();
    client.send("more that nobody wants");

    assertThat(client.readToEnd())
        .isEqualTo("HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 2\r\n\r\nno");
  }

  @Test
  void halfClosedClientGetsItsAnswerAndTheOriginSeesTheEnd() throws Exception {
    client.send(GET);
    client.endOutput();
    Wire server = origin.take();
    server.readHead();
    assertThat(server.readToEnd()).isEmpty();
    server.send(OK);

    assertThat(client.readToEnd()).startsWith("HTTP/1.1 200 OK\r\n").endsWith("ok");
  }

  @Test
  void clientThatLeavesWithinItsBodyEndsTheOriginsConnection() throws Exception {
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
    Wire server = origin.take();
    server.readHead();
    server.read(3);
    client.close();

    assertThat(server.ending()).isIn("end", "reset");
    Wait.until("the exchange is over", () -> proxy.counters().exchanges() == 0);
  }

  @Test
  void clientThatResetsEndsTheOriginsConnection() throws Exception {
    client.send(GET);
    Wire server = origin.take();
    server.readHead();
    client.reset();

    assertThat(server.ending()).isIn("end", "reset");
    Wait.until("the exchange is over", () -> proxy.counters().exchanges() == 0);
  }

  @Test
  void onlyAfterTheResponseIsTheNextRequestForwarded() throws Exception {
    client.send(GET + GET);
    Wire server = origin.take();
    server.readHead();
    server.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no");
    client.readHead();
    client.read(1);
    assertThat(server.in().available()).isZero();
    server.send("k");

    server.readHead();
  }
}
