package io.tapmesh.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said about requests that are refused; which ones are is in {@link SmugglingTest}. */
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
    return Stream.of(
        bad(
            "CONNECT with a body",
            "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\nContent-Length: 1\r\n\r\nx",
            400));
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
}
