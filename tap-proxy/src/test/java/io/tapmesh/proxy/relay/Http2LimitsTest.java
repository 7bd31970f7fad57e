package io.tapmesh.proxy.relay;

import static io.tapmesh.proxy.testing.H2Wire.DATA;
import static io.tapmesh.proxy.testing.H2Wire.GET;
import static io.tapmesh.proxy.testing.H2Wire.GOAWAY;
import static io.tapmesh.proxy.testing.H2Wire.HEADERS;
import static io.tapmesh.proxy.testing.H2Wire.RST_STREAM;
import static io.tapmesh.proxy.testing.H2Wire.SETTINGS;
import static io.tapmesh.proxy.testing.H2Wire.frame;
import static io.tapmesh.proxy.testing.H2Wire.get;
import static io.tapmesh.proxy.testing.H2Wire.join;
import static io.tapmesh.proxy.testing.H2Wire.post;
import static io.tapmesh.proxy.testing.H2Wire.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapmesh.proxy.TapProxy;
import io.tapmesh.proxy.http2.Http2Violation;
import io.tapmesh.proxy.testing.H2Attacks;
import io.tapmesh.proxy.testing.H2Attacks.Attack;
import io.tapmesh.proxy.testing.H2Wire;
import io.tapmesh.proxy.testing.Origin;
import io.tapmesh.proxy.testing.Proxies;
import io.tapmesh.proxy.testing.Wait;
import io.tapmesh.proxy.testing.Wire;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a hostile peer may do, on either side: what it gets, and under which name that counts. */
final class Http2LimitsTest {

  private Origin origin;
  private TapProxy proxy;

  @BeforeEach
  void start() throws IOException {
    origin = new Origin();
    proxy = Proxies.http2("auto", origin.address(), H2Attacks.LIMITS);
  }

  @AfterEach
  void stop() throws IOException {
    origin.close();
    proxy.close();
  }

  static Stream<Attack> attacks() {
    return H2Attacks.ofEither();
  }

  static Stream<Attack> clientAttacks() {
    return Stream.concat(H2Attacks.ofEither(), H2Attacks.ofClients());
  }

  @ParameterizedTest
  @MethodSource("clientAttacks")
  void endsTheConnectionOfAClient(Attack attack) throws Exception {
    try (H2Wire client = H2Wire.client(Wire.connect(proxy.inboundAddress(0)))) {
      client.send(attack.frames());
      H2Wire.Frame goAway = client.read(GOAWAY);
      assertThat(goAway.number(4)).isEqualTo(attack.violation().code().code());
      assertThat(client.ends()).isTrue();
    }
    assertThat(proxy.counters().http2Violations(attack.violation())).isPositive();
    Wait.until("no exchange is left", () -> proxy.counters().exchanges() == 0);
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void endsTheConnectionOfAnUpstream(Attack attack) throws Exception {
    try (H2Wire client = H2Wire.client(Wire.connect(proxy.inboundAddress(0)))) {
      client.send(get(1));
      H2Wire upstream = new H2Wire(origin.take()).skipPreface();
      upstream.read(HEADERS);
      upstream.send(frame(SETTINGS, 0, 0), attack.frames());
      assertThat(upstream.read(GOAWAY).number(4)).isEqualTo(attack.violation().code().code());
      H2Wire.Frame answer = client.read(HEADERS);
      assertThat(answer.stream()).isEqualTo(1);
      assertThat(new String(answer.payload(), java.nio.charset.StandardCharsets.ISO_8859_1))
          .contains("502");
      upstream.close();
    }
    assertThat(proxy.counters().http2Violations(attack.violation())).isPositive();
  }

  @Test
  void refusesStreamsBeyondTheLimitOneByOne() throws Exception {
    try (H2Wire client = H2Wire.client(Wire.connect(proxy.inboundAddress(0)))) {
      client.send(times(51, i -> post(2 * i + 1)));
      H2Wire.Frame reset = client.read(RST_STREAM);
      assertThat(reset.stream()).isEqualTo(101);
      assertThat(reset.number(0)).isEqualTo(7);
    }
    assertThat(proxy.counters().http2Violations(Http2Violation.TOO_MANY_STREAMS)).isEqualTo(1);
  }

  @Test
  void resetsAStreamThatSendsMoreThanItsWindow() throws Exception {
    try (H2Wire client = H2Wire.client(Wire.connect(proxy.inboundAddress(0)))) {
      client.send(post(1), times(17, i -> frame(DATA, 0, 1, new byte[16_384])));
      H2Wire.Frame reset = client.read(RST_STREAM);
      assertThat(reset.number(0)).isEqualTo(3);
    }
    assertThat(proxy.counters().http2Violations(Http2Violation.FLOW_CONTROL)).isEqualTo(1);
  }

  @Test
  void answersHeadersThatAreTooLarge() throws Exception {
    try (H2Wire client = H2Wire.client(Wire.connect(proxy.inboundAddress(0)))) {
      // 700 times the same field of 100 bytes by its index, which costs one byte each.
      byte[] field = times(1, i -> new byte[] {0x40, 1, 'x', 64});
      byte[] block = join(GET, field, new byte[64], times(700, i -> new byte[] {(byte) 0xbe}));
      for (int i = 0; i < 64; i++) {
        block[GET.length + 4 + i] = 'v';
      }
      client.send(frame(HEADERS, 5, 1, block));
      String answer =
          new String(client.read(HEADERS).payload(), java.nio.charset.StandardCharsets.ISO_8859_1);
      assertThat(answer).contains("431").contains("headers_too_large");
    }
  }

  @Test
  void doesNotWaitForeverForTheRestOfAHead() throws Exception {
    try (H2Wire client = H2Wire.client(Wire.connect(proxy.inboundAddress(0)))) {
      client.send(frame(HEADERS, 0, 1, GET));
      assertThat(client.read(GOAWAY).number(4)).isEqualTo(11);
      assertThat(client.ends()).isTrue();
    }
    assertThat(proxy.counters().http2Violations(Http2Violation.TOO_SLOW)).isEqualTo(1);
  }

  @Test
  void refusesWhatDoesNotBeginWithThePreface() throws Exception {
    try (Wire client = Wire.connect(proxy.inboundAddress(0))) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.ending()).isEqualTo("end");
    }
    assertThat(proxy.counters().http2Violations(Http2Violation.PROTOCOL)).isEqualTo(1);
  }

  @Test
  void endsTheConnectionOfAPeerThatDoesNotReadItsAnswers() throws Exception {
    proxy.close();
    proxy =
        Proxies.http2(
            "auto",
            origin.address(),
            "  limits: {lingerTimeout: 1s, http2: {maxPings: 1000000, maxUnreadReplies: 10000}}\n");
    byte[] pings = times(10_000, i -> H2Attacks.PING_FRAME);
    try (H2Wire client = H2Wire.client(Wire.connect(proxy.inboundAddress(0)))) {
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 10_000; i++) {
                  client.send(pings);
                }
              })
          .isInstanceOf(IOException.class);
    }
    assertThat(proxy.counters().http2Violations(Http2Violation.UNREAD_REPLIES)).isEqualTo(1);
  }
}
