package io.tapmesh.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapmesh.proxy.testing.Proxies;
import io.tapmesh.proxy.testing.Wire;
import io.tapmesh.schemas.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a listener adds to messages of HTTP/1 if it is told to. */
@SuppressWarnings("StringConcatToTextBlock") // Line ends are CR LF here, which text blocks hide.
final class HopHeadersTest extends RelayContract {

  private static final String FORWARDED = "Forwarded: for=127.0.0.1;proto=http;host=\"a\"\r\n";

  private String headers = "via: edge, forwarded: rfc7239";

  HopHeadersTest() {
    super("auto");
  }

  @Override
  String listener() {
    return ", protocol: http1, headers: {" + headers + "}";
  }

  private void with(String other) throws Exception {
    headers = other;
    restart("");
  }

  @Test
  void namesTheProxyAndTheClientInRequestsAndLeavesAllElseAsItCame() throws Exception {
    client.send("GET /x HTTP/1.1\r\nx-B:  1 \r\nHost: a\r\nX-a:2\r\nx-B: 3\r\n\r\n");
    assertThat(origin.take().readHead())
        .isEqualTo(
            "GET /x HTTP/1.1\r\nx-B:  1 \r\nHost: a\r\nX-a:2\r\nx-B: 3\r\n"
                + "Via: 1.1 edge\r\n"
                + FORWARDED
                + "\r\n");
  }

  @Test
  void namesTheProxyInResponsesAndInterimOnes() throws Exception {
    client.send(GET);
    Wire served = origin.take();
    served.readHead();
    served.send(
        "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
            + "HTTP/1.1 200 OK\r\nx-B: 1\r\nvia: 1.0 a\r\nContent-Length: 2\r\nVia: 2 b\r\n\r\nok");
    assertThat(client.readHead())
        .isEqualTo("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nVia: 1.1 edge\r\n\r\n");
    assertThat(client.readHead() + client.read(2))
        .isEqualTo(
            "HTTP/1.1 200 OK\r\nx-B: 1\r\nvia: 1.0 a, 2 b, 1.1 edge\r\nContent-Length: 2\r\n\r\nok");
  }

  @Test
  void versionsAreThoseThatMessagesCameWith() throws Exception {
    client.send("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n");
    Wire served = origin.take();
    assertThat(served.readHead()).contains("Via: 1.0 edge\r\n");
    served.send("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n");
    assertThat(client.readHead()).contains("Via: 1.0 edge\r\n");
  }

  @Test
  void upgradesAreNamedToo() throws Exception {
    client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n");
    Wire served = origin.take();
    assertThat(served.readHead()).contains("Via: 1.1 edge\r\n", FORWARDED);
    served.send("HTTP/1.1 101 S\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nraw");
    assertThat(client.readHead()).contains("Via: 1.1 edge\r\n");
    assertThat(client.read(3)).isEqualTo("raw");
  }

  @Test
  void requestsThatAreSentAgainAreNamedOnce() throws Exception {
    for (int i = 0; i < 2; i++) {
      client.send(GET);
      Wire served = origin.take();
      String head = served.readHead();
      assertThat(head).containsOnlyOnce("Via: 1.1 edge\r\n").containsOnlyOnce(FORWARDED);
      served.send(OK);
      assertThat(client.readHead() + client.read(2)).endsWith("ok");
      if (i == 0) {
        // The next request may find the connection pooled, and has to go on a new one then.
        served.close();
      }
    }
  }

  @Test
  void xForwardedReplacesClaimsUnlessTheClientIsTrusted() throws Exception {
    String request =
        "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Proto: https\r\n\r\n";
    with("forwarded: x-forwarded");
    client.send(request);
    assertThat(origin.take().readHead())
        .isEqualTo(
            "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 127.0.0.1\r\n"
                + "X-Forwarded-Proto: http\r\nX-Forwarded-Host: a\r\n\r\n");
    with("forwarded: x-forwarded, trustForwarded: true");
    client.send(request);
    assertThat(origin.take().readHead())
        .isEqualTo(
            "GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 6.6.6.6, 127.0.0.1\r\n"
                + "X-Forwarded-Proto: https\r\nX-Forwarded-Host: a\r\n\r\n");
  }

  @Test
  void withoutConfigurationNothingIsAddedOrTaken() throws Exception {
    with("");
    String request =
        "GET / HTTP/1.1\r\nHost: a\r\nVia: 1.1 b\r\nForwarded: for=6.6.6.6\r\n"
            + "X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Port: 1\r\n\r\n";
    client.send(request);
    assertThat(origin.take().readHead()).isEqualTo(request);
  }

  @Test
  void answersOfTheProxyItselfAreNotNamed() throws Exception {
    origin.close();
    client.send(GET);
    assertThat(client.readHead()).startsWith("HTTP/1.1 503 ").doesNotContainIgnoringCase("via");
  }

  /** What is added does not count, so that what passes without it passes with it. */
  @Test
  void limitsOfHeadsAreWhatTheyWere() throws Exception {
    restart("  limits: {maxHeaderBytes: 2KiB}\n");
    String rest = "GET / HTTP/1.1\r\nHost: a\r\nVia: \r\n\r\n";
    client.send(rest.replace("Via: ", "Via: " + "x".repeat(2048 - rest.length())));
    assertThat(origin.take().readHead()).contains("x, 1.1 edge\r\n");
    try (Wire other = connect()) {
      other.send(rest.replace("Via: ", "Via: " + "x".repeat(2049 - rest.length())));
      assertThat(other.readHead()).startsWith("HTTP/1.1 431 ");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "via: 'a b' | a name",
        "via: \"a\\r\\nX: y\" | a name",
        "via: 'a, b' | a name",
        "via: 'a:b' | a name",
        "via: '[::1]' | a name",
        "via: '' | a name",
        "forwarded: on | rfc7239",
        "trustForwarded: true | forwarded: rfc7239 or x-forwarded",
      })
  void whatMakesNoSenseIsRefused(String wrong, String expected) {
    assertRefused(", headers: {" + wrong + "}", expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "tls"})
  void listenersThatSeeNoHeadsCannotAddToThem(String protocol) {
    assertRefused(
        ", protocol: " + protocol + ", headers: {via: a}", "detect, http, http1 or http2");
  }

  @Test
  void namesMayHaveAPort() throws Exception {
    with("via: 'edge-1.test:8080'");
    client.send(GET);
    assertThat(origin.take().readHead()).contains("\r\nVia: 1.1 edge-1.test:8080\r\n");
  }

  private void assertRefused(String fields, String expected) {
    assertThatThrownBy(() -> Proxies.inbound("auto", origin.address(), fields, ""))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(expected);
  }
}
