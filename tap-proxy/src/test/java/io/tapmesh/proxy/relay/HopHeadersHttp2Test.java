package io.tapmesh.proxy.relay;

import static io.tapmesh.proxy.testing.H2Wire.GET;
import static io.tapmesh.proxy.testing.H2Wire.HEADERS;
import static io.tapmesh.proxy.testing.H2Wire.frame;
import static io.tapmesh.proxy.testing.H2Wire.join;
import static io.tapmesh.proxy.testing.H2Wire.times;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.proxy.TapProxy;
import io.tapmesh.proxy.testing.H2Stream;
import io.tapmesh.proxy.testing.H2Wire;
import io.tapmesh.proxy.testing.Proxies;
import io.tapmesh.proxy.testing.Wire;
import org.junit.jupiter.api.Test;

/** What a listener adds to messages of HTTP/2 if it is told to. */
final class HopHeadersHttp2Test extends Http2Contract {

  private static final String FORWARDED = "forwarded=for=127.0.0.1;proto=http;host=\"a.test\" END";

  private String headers = "via: edge, forwarded: rfc7239";

  @Override
  TapProxy proxy(String spec) {
    String fields = ", protocol: http2, headers: {" + headers + "}";
    return Proxies.inbound("auto", origin.address(), fields, spec);
  }

  @Test
  void namesTheProxyAndTheClient() throws Exception {
    H2Stream request = client.get("/", "x-b", "1", "via", "1.1 a", "x-a", "2", "via", "2 b");
    H2Stream served = origin.take();
    assertThat(served.take())
        .isEqualTo(
            "HEAD :method=GET :scheme=http :path=/ :authority=a.test x-b=1 via=1.1 a, 2 b, 2 edge"
                + " x-a=2 "
                + FORWARDED);
    served.head(false, ":status", "103", "link", "</a>");
    served.head(false, ":status", "200", "server", "origin").data("ok", true);
    assertThat(request.take()).isEqualTo("HEAD :status=103 link=</a> via=2 edge");
    assertThat(request.take()).isEqualTo("HEAD :status=200 server=origin via=2 edge");
    assertThat(request.takeData()).isEqualTo("ok");
  }

  @Test
  void callsOfGrpcAreNamedAndTheirTrailersAreNotTouched() throws Exception {
    H2Stream call =
        client.request(false, "POST", "/shop.Cart/Add", "content-type", "application/grpc");
    H2Stream served = origin.take();
    assertThat(served.take()).contains(" via=2 edge forwarded=for=127.0.0.1;");
    call.data("x", true);
    assertThat(served.takeData()).isEqualTo("x");
    served.head(false, ":status", "200", "content-type", "application/grpc").data("y", false);
    served.head(true, "grpc-status", "0");
    assertThat(call.take()).isEqualTo("HEAD :status=200 content-type=application/grpc via=2 edge");
    assertThat(call.take()).isEqualTo("DATA y");
    assertThat(call.take()).isEqualTo("HEAD grpc-status=0 END");
  }

  @Test
  void claimsAreReplacedUnlessTheClientIsTrusted() throws Exception {
    String[] claims = {
      "x-forwarded-for", "6.6.6.6", "x-forwarded-proto", "https", "forwarded", "for=6.6.6.6"
    };
    headers = "forwarded: x-forwarded";
    restart("");
    client.get("/", claims);
    assertThat(origin.take().take())
        .endsWith(
            ":authority=a.test x-forwarded-for=127.0.0.1 x-forwarded-proto=http"
                + " x-forwarded-host=a.test END");
    headers = "forwarded: x-forwarded, trustForwarded: true";
    restart("");
    client.get("/", claims);
    assertThat(origin.take().take())
        .endsWith(
            ":authority=a.test x-forwarded-for=6.6.6.6, 127.0.0.1 x-forwarded-proto=https"
                + " forwarded=for=6.6.6.6 x-forwarded-host=a.test END");
  }

  @Test
  void requestsThatAreSentAgainAreNamedOnce() throws Exception {
    client.get("/");
    H2Stream served = origin.take();
    assertThat(served.take()).contains(" via=2 edge ");
    served.reset(7);
    assertThat(origin.take().take()).contains(" via=2 edge ").endsWith(FORWARDED);
  }

  @Test
  void limitsOfHeadsAreWhatTheyWere() throws Exception {
    // 1,000 times the same field by its index, which costs one byte each.
    byte[] field = times(65, i -> new byte[] {(byte) (i == 0 ? 64 : 'v')});
    byte[] block = join(GET, new byte[] {0x7c}, field, times(1_000, i -> new byte[] {(byte) 0xbe}));
    try (H2Wire raw = H2Wire.client(Wire.connect(proxy.inboundAddress(0)))) {
      raw.send(frame(HEADERS, 5, 1, block));
      assertThat(new String(raw.read(HEADERS).payload(), ISO_8859_1)).contains("431");
    }
  }
}
