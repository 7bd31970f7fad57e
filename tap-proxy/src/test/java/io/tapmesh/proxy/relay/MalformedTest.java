package io.tapmesh.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.proxy.testing.Wire;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Messages that two readers could understand differently are answered, and nothing is forwarded.
 */
@SuppressWarnings("StringConcatToTextBlock") // Line ends are CR LF here, which text blocks hide.
final class MalformedTest extends RelayContract {

  MalformedTest() {
    super("auto");
  }

  /** What is no HTTP would pass through as it is, with detection. */
  @Override
  String listener() {
    return ", protocol: http1";
  }

  @Override
  String spec() {
    return "  limits: {maxHeaderBytes: 4KiB, maxStartLineBytes: 1KiB, maxHeaders: 20,"
        + " maxRequestBody: 1KiB}\n";
  }

  static Stream<Arguments> requests() {
    String h = "Host: a\r\n";
    return Stream.of(
        bad(
            "content-length and transfer-encoding",
            "POST / HTTP/1.1\r\n"
                + h
                + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400),
        bad(
            "the other way round",
            "POST / HTTP/1.1\r\n"
                + h
                + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
            400),
        bad(
            "two lengths that differ",
            "POST / HTTP/1.1\r\n" + h + "Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
            400),
        bad(
            "two lengths that agree",
            "POST / HTTP/1.1\r\n" + h + "Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd",
            400),
        bad(
            "a list of lengths",
            "POST / HTTP/1.1\r\n" + h + "Content-Length: 4, 4\r\n\r\nabcd",
            400),
        bad("a signed length", "POST / HTTP/1.1\r\n" + h + "Content-Length: +4\r\n\r\nabcd", 400),
        bad("a negative length", "POST / HTTP/1.1\r\n" + h + "Content-Length: -4\r\n\r\nabcd", 400),
        bad(
            "a hexadecimal length",
            "POST / HTTP/1.1\r\n" + h + "Content-Length: 0x4\r\n\r\nabcd",
            400),
        bad("an empty length", "POST / HTTP/1.1\r\n" + h + "Content-Length: \r\n\r\nabcd", 400),
        bad(
            "a length that overflows",
            "POST / HTTP/1.1\r\n" + h + "Content-Length: 99999999999999999999\r\n\r\n",
            400),
        bad(
            "transfer-encoding in HTTP/1.0",
            "POST / HTTP/1.0\r\n" + h + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400),
        bad(
            "two transfer-encodings",
            "POST / HTTP/1.1\r\n"
                + h
                + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            400),
        bad("identity", "POST / HTTP/1.1\r\n" + h + "Transfer-Encoding: identity\r\n\r\n", 501),
        bad(
            "chunked twice",
            "POST / HTTP/1.1\r\n" + h + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
            501),
        bad(
            "chunked not last",
            "POST / HTTP/1.1\r\n" + h + "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
            501),
        bad(
            "almost chunked",
            "POST / HTTP/1.1\r\n" + h + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
            501),
        bad(
            "quoted chunked",
            "POST / HTTP/1.1\r\n" + h + "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n",
            501),
        bad(
            "control before chunked",
            "POST / HTTP/1.1\r\n" + h + "Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n",
            400),
        bad(
            "space before the colon",
            "POST / HTTP/1.1\r\n" + h + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
            400),
        bad("name with a tab", "GET / HTTP/1.1\r\n" + h + "X\tA: 1\r\n\r\n", 400),
        bad("name in brackets", "GET / HTTP/1.1\r\n" + h + "X[A]: 1\r\n\r\n", 400),
        bad("empty name", "GET / HTTP/1.1\r\n" + h + ": 1\r\n\r\n", 400),
        bad("no colon", "GET / HTTP/1.1\r\n" + h + "Nonsense\r\n\r\n", 400),
        bad("folded header", "GET / HTTP/1.1\r\n" + h + "X-A: 1\r\n 2\r\n\r\n", 400),
        bad("first header indented", "GET / HTTP/1.1\r\n X-A: 1\r\n" + h + "\r\n", 400),
        bad("bare LF after the request line", "GET / HTTP/1.1\n" + h + "\r\n", 400),
        bad("bare LF after a header", "GET / HTTP/1.1\r\nHost: a\n\r\n", 400),
        bad("bare LF at the end", "GET / HTTP/1.1\r\n" + h + "\n", 400),
        bad("bare CR in a value", "GET / HTTP/1.1\r\n" + h + "X-A: 1\r2\r\n\r\n", 400),
        bad("CR CR LF", "GET / HTTP/1.1\r\n" + h + "X-A: 1\r\r\n\r\n", 400),
        bad("NUL in a value", "GET / HTTP/1.1\r\n" + h + "X-A: 1\u00002\r\n\r\n", 400),
        bad("DEL in a value", "GET / HTTP/1.1\r\n" + h + "X-A: 1\u007f2\r\n\r\n", 400),
        bad("leading space", " GET / HTTP/1.1\r\n" + h + "\r\n", 400),
        bad("leading control", "\u0001GET / HTTP/1.1\r\n" + h + "\r\n", 400),
        bad("leading NUL", "\u0000GET / HTTP/1.1\r\n" + h + "\r\n", 400),
        bad("leading bare CR", "\rGET / HTTP/1.1\r\n" + h + "\r\n", 400),
        bad("leading bare LF", "\nGET / HTTP/1.1\r\n" + h + "\r\n", 400),
        bad("a TLS greeting", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000", 400),
        bad("two spaces", "GET  / HTTP/1.1\r\n" + h + "\r\n", 400),
        bad("tab in the request line", "GET\t/ HTTP/1.1\r\n" + h + "\r\n", 400),
        bad("space at the end of the request line", "GET / HTTP/1.1 \r\n" + h + "\r\n", 400),
        bad("space in the target", "GET /a b HTTP/1.1\r\n" + h + "\r\n", 400),
        bad("control in the target", "GET /a\u0002 HTTP/1.1\r\n" + h + "\r\n", 400),
        bad("no version", "GET /\r\n" + h + "\r\n", 400),
        bad("version in lower case", "GET / http/1.1\r\n" + h + "\r\n", 400),
        bad("version with more digits", "GET / HTTP/1.10\r\n" + h + "\r\n", 400),
        bad("HTTP/1.2", "GET / HTTP/1.2\r\n" + h + "\r\n", 505),
        bad("HTTP/2.0", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
        bad("no host", "GET / HTTP/1.1\r\nX-A: 1\r\n\r\n", 400),
        bad("no headers at all", "GET / HTTP/1.1\r\n\r\n", 400),
        bad("two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400),
        bad("host with a space", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400),
        bad("host with a comma", "GET / HTTP/1.1\r\nHost: a,b\r\n\r\n", 400),
        bad("host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400),
        bad("start line too long", "GET /" + "a".repeat(2000) + " HTTP/1.1\r\n" + h + "\r\n", 414),
        bad("start line without end", "GET /" + "a".repeat(2000), 414),
        bad(
            "headers too large",
            "GET / HTTP/1.1\r\n" + h + "X-A: " + "a".repeat(5000) + "\r\n\r\n",
            431),
        bad("too many headers", "GET / HTTP/1.1\r\n" + h + "X-A: 1\r\n".repeat(30) + "\r\n", 431),
        bad("CONNECT", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", 501),
        bad(
            "WebSocket",
            "GET / HTTP/1.1\r\n" + h + "Connection: Upgrade\r\nUpgrade: WebSocket\r\n\r\n",
            501),
        bad(
            "announced body too large",
            "POST / HTTP/1.1\r\n" + h + "Content-Length: 1025\r\n\r\n",
            413));
  }

  private static Arguments bad(String name, String request, int status) {
    return Arguments.of(name, request, status);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("requests")
  void requestIsRefusedAndNothingIsForwarded(String name, String request, int status)
      throws Exception {
    client.send(request);

    assertThat(client.readHead())
        .startsWith("HTTP/1.1 " + status + " ")
        .contains("x-tapmesh-error: ");
    assertThat(origin.connections()).isZero();
    assertThat(proxy.counters().exchanges()).isZero();
  }

  @Test
  void refusalSaysWhatIsWrong() throws Exception {
    client.send("GET / HTTP/1.1\r\nHost: a\r\nNonsense\r\n\r\n");

    assertThat(client.readToEnd())
        .isEqualTo(
            "HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain; charset=utf-8\r\n"
                + "content-length: 111\r\nx-tapmesh-error: bad_request\r\nconnection: close\r\n\r\n"
                + "tap-proxy: the request is malformed: header name is malformed (expected: a token"
                + " directly followed by a colon)\n");
  }

  @Test
  void oneEmptyLineBeforeARequestIsForgiven() throws Exception {
    client.send("\r\n" + GET);

    assertThat(origin.take().readHead()).isEqualTo(GET);
  }

  static Stream<String> chunks() {
    return Stream.of(
        "\r\n",
        "g\r\n",
        "-1\r\n",
        "0x1\r\na\r\n",
        " 1\r\na\r\n",
        "1 \r\na\r\n",
        "1\na\r\n",
        "1\r\nab\r\n",
        "1\r\na\n",
        "1\r\na0\r\n\r\n",
        "ffffffffffffffff\r\n",
        "1;a=\u0001\r\na\r\n",
        "1;a\n\r\na\r\n",
        "0\r\nbad trailer\r\n\r\n",
        "0\r\nX : 1\r\n\r\n",
        "0\r\nX: \u0000\r\n\r\n",
        "0\r\nX: 1\n\r\n",
        "0\r\n X: 1\r\n\r\n",
        "0\r\n\rx",
        "0\n\n");
  }

  @ParameterizedTest
  @MethodSource("chunks")
  void brokenChunkIsNotForwarded(String chunk) throws Exception {
    String head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    client.send(head);
    Wire server = origin.take();
    assertThat(server.readHead()).isEqualTo(head);
    client.send(chunk);

    assertThat(client.readHead()).startsWith("HTTP/1.1 400 ");
    assertThat(server.readToEnd()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1;", "0\r\nX: "})
  void endlessChunkLineOrTrailerIsBrokenOff(String beginning) throws Exception {
    client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    Wire server = origin.take();
    server.readHead();
    client.send(beginning + "x".repeat(5000));

    assertThat(client.readHead()).startsWith("HTTP/1.1 400 ");
    assertThat(server.readToEnd()).doesNotContain("\r\n\r\n");
  }

  @Test
  void chunkedBodyBeyondTheLimitIsBrokenOff() throws Exception {
    client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    client.send("400\r\n" + "a".repeat(1024) + "\r\n1\r\nb\r\n0\r\n\r\n");

    assertThat(client.readHead())
        .startsWith("HTTP/1.1 413 Content Too Large\r\n")
        .contains("x-tapmesh-error: body_too_large\r\n");
  }

  static List<String> responses() {
    return List.of(
        "nonsense\r\n\r\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 099 OK\r\n\r\n",
        "HTTP/1.1  200 OK\r\n\r\n",
        "HTTP/2 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 O\u0001K\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\nok",
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX-A: 1\r\n folded\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX A: 1\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX-A: " + "a".repeat(5000) + "\r\n\r\n");
  }

  @ParameterizedTest
  @MethodSource("responses")
  void brokenResponseBecomesABadGateway(String response) throws Exception {
    client.send(GET);
    Wire server = origin.take();
    server.readHead();
    server.send(response);

    assertThat(client.readHead().toLowerCase(Locale.ROOT))
        .startsWith("http/1.1 502 bad gateway\r\n")
        .contains("x-tapmesh-error: bad_response\r\n");
    assertThat(server.ending()).isIn("end", "reset");
  }

  @Test
  void brokenChunkOfAResponseBreaksTheClientsConnection() throws Exception {
    client.send(GET);
    Wire server = origin.take();
    server.readHead();
    server.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n");
    client.readHead();
    client.read(6);
    server.send("broken");

    assertThat(client.ending()).isEqualTo("reset");
  }
}
