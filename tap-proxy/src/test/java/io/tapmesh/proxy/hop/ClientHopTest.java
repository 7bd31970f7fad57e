package io.tapmesh.proxy.hop;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.proxy.http1.HeaderEdits;
import io.tapmesh.proxy.http1.RequestHead;
import io.tapmesh.proxy.testing.Heads;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

/** What requests say of their client. */
@SuppressWarnings("StringConcatToTextBlock") // Line ends are CR LF here, which text blocks hide.
final class ClientHopTest {

  private static final String START = "GET / HTTP/1.1\r\n";

  private final HeaderEdits edits = new HeaderEdits();

  private static ClientHop hop(ForwardedForm form, boolean trust) {
    return new ClientHop(new HopHeaders(null, form, trust), address("192.0.2.1"), false);
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private String written(ClientHop hop, String headers) {
    RequestHead head = Heads.request(START + headers + "\r\n");
    hop.request(head, edits.reset(head));
    String written = Heads.written(head, edits);
    assertThat(written).startsWith(START).endsWith("\r\n\r\n");
    return written.substring(START.length(), written.length() - 2);
  }

  @Test
  void forwardedTellsAddressSchemeAndHost() {
    assertThat(written(hop(ForwardedForm.RFC7239, false), "Host: a.test:8080\r\nX-One: 1\r\n"))
        .isEqualTo(
            "Host: a.test:8080\r\nX-One: 1\r\n"
                + "Forwarded: for=192.0.2.1;proto=http;host=\"a.test:8080\"\r\n");
  }

  @Test
  void xForwardedTellsTheSame() {
    assertThat(written(hop(ForwardedForm.X_FORWARDED, false), "Host: a.test:8080\r\n"))
        .isEqualTo(
            "Host: a.test:8080\r\nX-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Proto: http\r\n"
                + "X-Forwarded-Host: a.test:8080\r\n");
  }

  @Test
  void addressesOfIpv6AreInBracketsAndQuotedAndHaveNoZone() {
    HopHeaders rfc = new HopHeaders(null, ForwardedForm.RFC7239, false);
    assertThat(written(new ClientHop(rfc, address("2001:db8::1"), true), "Host: a\r\n"))
        .endsWith("Forwarded: for=\"[2001:db8::1]\";proto=https;host=\"a\"\r\n");
    assertThat(written(new ClientHop(rfc, address("fe80::1%1"), true), "Host: a\r\n"))
        .contains("for=\"[fe80::1]\";");
    HopHeaders x = new HopHeaders(null, ForwardedForm.X_FORWARDED, false);
    assertThat(written(new ClientHop(x, address("2001:db8::1"), true), "Host: a\r\n"))
        .contains("X-Forwarded-For: 2001:db8::1\r\nX-Forwarded-Proto: https\r\n");
  }

  @Test
  void clientsWithoutAnAddressAreUnknown() {
    HopHeaders rfc = new HopHeaders(null, ForwardedForm.RFC7239, false);
    assertThat(written(new ClientHop(rfc, null, false), "Host: a\r\n"))
        .endsWith("Forwarded: for=unknown;proto=http;host=\"a\"\r\n");
  }

  @Test
  void claimsOfClientsGoNoFurtherInWhateverFormTheyCome() {
    String claims =
        "forwarded: for=6.6.6.6\r\nHost: a\r\nX-FORWARDED-FOR: 6.6.6.6\r\nX-A: 1\r\n"
            + "x-forwarded-for: 7.7.7.7\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: evil\r\n"
            + "Forwarded: for=7.7.7.7\r\nX-Forwarded-Port: 1\r\nX-Forwarded-Prefix: /evil\r\n"
            + "X-Forwarded-Server: evil\r\nX-Forwarded-Ssl: on\r\nX-B: 2\r\n"
            + "X-Forwarded-Scheme: a\r\nX-Forwarded-Protocol: a\r\nX-Forwarded-By: a\r\n"
            + "X-Real-IP: 6.6.6.6\r\nX-Client-IP: 6.6.6.6\r\nx-cluster-client-ip: 6.6.6.6\r\n"
            + "True-Client-IP: 6.6.6.6\r\n";
    assertThat(written(hop(ForwardedForm.RFC7239, false), claims))
        .isEqualTo(
            "forwarded: for=192.0.2.1;proto=http;host=\"a\"\r\nHost: a\r\nX-A: 1\r\nX-B: 2\r\n");
    assertThat(written(hop(ForwardedForm.X_FORWARDED, false), claims))
        .isEqualTo(
            "Host: a\r\nX-FORWARDED-FOR: 192.0.2.1\r\nX-A: 1\r\nX-Forwarded-Proto: http\r\n"
                + "X-Forwarded-Host: a\r\nX-B: 2\r\n");
  }

  @Test
  void claimsOfTrustedClientsAreKeptAndAddedTo() {
    String claims =
        "Host: a\r\nForwarded: for=6.6.6.6\r\nX-A: 1\r\nForwarded: for=7.7.7.7;host=\"b\\\"\"\r\n"
            + "X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: b\r\n";
    assertThat(written(hop(ForwardedForm.RFC7239, true), claims))
        .isEqualTo(
            "Host: a\r\nForwarded: for=6.6.6.6, for=7.7.7.7;host=\"b\\\"\","
                + " for=192.0.2.1;proto=http;host=\"a\"\r\nX-A: 1\r\n"
                + "X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: b\r\n");
    assertThat(written(hop(ForwardedForm.X_FORWARDED, true), claims))
        .contains("X-Forwarded-For: 6.6.6.6, 192.0.2.1\r\n")
        .contains("X-Forwarded-Proto: https\r\nX-Forwarded-Host: b\r\n")
        .contains("Forwarded: for=6.6.6.6\r\n");
    assertThat(written(hop(ForwardedForm.X_FORWARDED, true), "Host: a\r\n"))
        .contains("X-Forwarded-Proto: http\r\nX-Forwarded-Host: a\r\n");
  }

  /** Else the string would go on over what we say. */
  @Test
  void aStringThatDoesNotEndIsNotAddedTo() {
    for (String open : new String[] {"for=\"x", "for=\"x\\\"", "a=\"\";for=\"", "for=\"x\\"}) {
      assertThat(
              written(hop(ForwardedForm.RFC7239, true), "Host: a\r\nForwarded: " + open + "\r\n"))
          .isEqualTo("Host: a\r\nForwarded: for=192.0.2.1;proto=http;host=\"a\"\r\n");
    }
  }

  @Test
  void hostsCannotEndTheStringThatTheyStandIn() {
    assertThat(written(hop(ForwardedForm.RFC7239, false), "Host: a\";for=6.6.6.6;b=\"\r\n"))
        .endsWith("Forwarded: for=192.0.2.1;proto=http;host=\"a\\\";for=6.6.6.6;b=\\\"\"\r\n");
  }

  @Test
  void everyRequestOfAConnectionHasItsOwnHost() {
    ClientHop hop = hop(ForwardedForm.RFC7239, false);
    for (String host : new String[] {"a", "a", "b", "a"}) {
      assertThat(written(hop, "Host: " + host + "\r\n")).endsWith(";host=\"" + host + "\"\r\n");
    }
    assertThat(written(hop, "Host:\r\n")).endsWith("for=192.0.2.1;proto=http\r\n");
  }

  /** It would be a way to hide from the next hop who sent a request. */
  @Test
  void clientsCannotHaveTheHeadersTakenOut() {
    String claims =
        "Host: a\r\nConnection: via, forwarded, x-forwarded-for\r\nVia: 1.1 a\r\n"
            + "Forwarded: for=6.6.6.6\r\nX-Forwarded-For: 6.6.6.6\r\n";
    assertThat(written(hop(ForwardedForm.OFF, false), claims))
        .isEqualTo(
            "Host: a\r\nVia: 1.1 a\r\nForwarded: for=6.6.6.6\r\nX-Forwarded-For: 6.6.6.6\r\n");
  }
}
