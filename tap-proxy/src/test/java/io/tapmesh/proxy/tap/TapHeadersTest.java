package io.tapmesh.proxy.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tapmesh.proxy.TapProxy;
import io.tapmesh.proxy.testing.CartService;
import io.tapmesh.proxy.testing.H2Client;
import io.tapmesh.proxy.testing.H2Origin;
import io.tapmesh.proxy.testing.Proxies;
import io.tapmesh.proxy.testing.Wait;
import io.tapmesh.proxy.testing.Wire;
import io.tapmesh.schemas.StartupException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which headers are shown: those that are allowed, and never a credential. */
final class TapHeadersTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ALLOWED = "  tap: {headers: [Host, X-Request-Id, content-type]}\n";
  private static final String LONG = "x".repeat(300);

  private static void send(TapProxy proxy, String headers) throws IOException {
    try (Wire wire = Wire.connect(proxy.inboundAddress(0))) {
      wire.send("GET / HTTP/1.1\r\nHost: cart\r\n" + headers + "\r\n");
      wire.readHead();
    }
  }

  /** The headers of the only exchange in the ring, which may end after the client has it all. */
  private static JsonNode kept(TapProxy proxy) throws Exception {
    AtomicReference<JsonNode> exchanges = new AtomicReference<>();
    Wait.until(
        "the exchange is in the ring",
        () -> {
          exchanges.set(dump(proxy).path("exchanges"));
          return !exchanges.get().isEmpty();
        });
    return exchanges.get().path(0).path("headers");
  }

  private static JsonNode dump(TapProxy proxy) throws IOException {
    try (Wire wire = Wire.connect(proxy.adminAddress())) {
      wire.send("POST /tap/dump HTTP/1.0\r\n\r\n");
      wire.readHead();
      return JSON.readTree(wire.readToEnd());
    }
  }

  private static JsonNode json(String text) throws IOException {
    return JSON.readTree(text.replace('\'', '"'));
  }

  @Test
  void showsHostAndUserAgentUnlessToldOtherwise() throws Exception {
    try (CartService application = new CartService();
        TapProxy proxy = Proxies.inbound("auto", application.address(), "")) {
      send(proxy, "User-Agent: curl/8\r\nX-Request-Id: 7\r\nAuthorization: Bearer s3cret\r\n");
      assertThat(kept(proxy)).isEqualTo(json("{'host': 'cart', 'user-agent': 'curl/8'}"));
    }
  }

  @Test
  void showsThoseThatAreAllowedInAnyCaseAndTheFirstOfSeveral() throws Exception {
    try (CartService application = new CartService();
        TapProxy proxy = Proxies.inbound("auto", application.address(), ALLOWED)) {
      send(
          proxy,
          "User-Agent: a\r\nx-REQUEST-id: 7\r\nX-Request-Id: 8\r\nContent-Type: text/plain\r\n");
      assertThat(kept(proxy))
          .isEqualTo(json("{'host': 'cart', 'x-request-id': '7', 'content-type': 'text/plain'}"));
    }
  }

  @Test
  void cutsLongValues() throws Exception {
    try (CartService application = new CartService();
        TapProxy proxy = Proxies.inbound("auto", application.address(), ALLOWED)) {
      send(proxy, "X-Request-Id: " + LONG + "\r\nContent-Type: " + LONG + "\r\n");
      String cut = LONG.substring(0, 256) + "...";
      assertThat(kept(proxy).path("x-request-id").asText()).isEqualTo(cut);
      assertThat(kept(proxy).path("content-type").asText()).isEqualTo(cut);
    }
  }

  @Test
  void showsThoseOfHttp2() throws Exception {
    try (H2Origin origin = new H2Origin().answer(new byte[2]);
        TapProxy proxy = Proxies.http2("auto", origin.address(), ALLOWED);
        H2Client client = new H2Client(proxy.inboundAddress(0))) {
      assertThat(client.get("/", "x-request-id", "7", "cookie", "sid=s3cret").take())
          .startsWith("HEAD :status=200");
      assertThat(kept(proxy)).isEqualTo(json("{'host': 'a.test', 'x-request-id': '7'}"));
    }
  }

  @Test
  void watcherSeesThemWithoutARing() throws IOException {
    String spec = "  tap: {ring: {exchanges: 0}, headers: [x-request-id]}\n";
    try (CartService application = new CartService();
        TapProxy proxy = Proxies.inbound("auto", application.address(), spec);
        Wire watcher = Wire.connect(proxy.adminAddress())) {
      watcher.send("GET /tap?limit=1 HTTP/1.0\r\n\r\n");
      watcher.readHead();
      watcher.readUntil("\n");
      send(proxy, "X-Request-Id: 7\r\n");
      assertThat(JSON.readTree(watcher.readToEnd()).path("headers"))
          .isEqualTo(json("{'x-request-id': '7'}"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "authorization",
        "Proxy-Authorization",
        "cookie",
        "Set-Cookie",
        "x-api-key",
        "X-Auth-Token",
        "x-amz-security-token",
        "X-Client-Secret"
      })
  void credentialsAreRefusedByTheCheck(String name) {
    String spec = "  tap: {headers: [host, " + name + "]}\n";
    String inbound = "  inbound: [{listen: '127.0.0.1:0', application: '127.0.0.1:1'}]\n";
    assertThatThrownBy(() -> Proxies.config("auto", inbound, spec))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining(
            "spec.tap.headers[1]: value \""
                + name
                + "\" (expected: a header that carries no credentials)");
  }
}
