package io.tapmesh.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapmesh.proxy.TapProxy;
import io.tapmesh.proxy.testing.Certificates;
import io.tapmesh.proxy.testing.Origin;
import io.tapmesh.proxy.testing.Proxies;
import io.tapmesh.proxy.testing.Wait;
import io.tapmesh.proxy.testing.Wire;
import io.tapmesh.proxy.tls.Alpn;
import io.tapmesh.proxy.tls.TlsContext;
import io.tapmesh.schemas.config.ConfigException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One proxy originates TLS, another one terminates it; what passes through both is as without. */
@SuppressWarnings("StringConcatToTextBlock") // Line ends are CR LF here, which text blocks hide.
final class TlsTest {

  private static final String GET = RelayContract.GET;
  private static final String OK = RelayContract.OK;

  @TempDir static Path folder;
  private static Certificates files;

  private Origin origin;
  private TapProxy server;
  private TapProxy client;

  @BeforeAll
  static void makeCertificates() throws Exception {
    files = new Certificates(folder).authority("ca").authority("other");
    files.signed("server", "ca").signed("client", "ca").signed("expired", "ca", "-days", "-1");
  }

  @BeforeEach
  void openOrigin() throws IOException {
    origin = new Origin();
  }

  @AfterEach
  void close() throws IOException {
    origin.close();
    if (client != null) {
      client.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private void start(String transport, String protocol, String terminate, String originate) {
    server =
        Proxies.inbound(
            transport,
            origin.address(),
            ", protocol: %s, tls: {%s}".formatted(protocol, terminate),
            "");
    String yaml =
        "  outbound:%n  - {listen: '127.0.0.1:0', service: s, protocol: %s, endpoints: ['%s'], tls: {%s}}%n"
            .formatted(protocol, Proxies.text(server.inboundAddress(0)), originate);
    client = TapProxy.start(Proxies.config(transport, yaml, ""));
  }

  private static String serves(String name) {
    return "certificate: '%s', key: '%s'".formatted(files.certificate(name), files.key(name));
  }

  private static String trusts(String name) {
    return "ca: '%s'".formatted(files.certificate(name));
  }

  private Wire connect() throws IOException {
    return Wire.connect(client.outboundAddress(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"io_uring", "epoll", "nio"})
  void requestsPass(String transport) throws Exception {
    start(transport, "detect", serves("server"), trusts("ca"));
    try (Wire app = connect()) {
      for (int i = 0; i < 3; i++) {
        app.send(GET);
        Wire upstream = i == 0 ? origin.take() : last;
        last = upstream;
        assertThat(upstream.readHead()).isEqualTo(GET);
        upstream.send(OK);
        assertThat(app.readHead() + app.read(2)).isEqualTo(OK);
      }
    }
    assertThat(server.counters().tlsHandshakes()).isEqualTo(1);
  }

  private Wire last;

  @Test
  void whoTerminatesTlsCanTellTheApplication() throws Exception {
    start("auto", "http1", serves("server") + "}, headers: {forwarded: rfc7239", trusts("ca"));
    try (Wire app = connect()) {
      app.send(GET);
      assertThat(origin.take().readHead())
          .contains("Forwarded: for=127.0.0.1;proto=https;host=\"a\"\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"io_uring", "epoll", "nio"})
  void bytesAndHalfClosesPass(String transport) throws Exception {
    start(transport, "tcp", serves("server"), trusts("ca"));
    try (Wire app = connect()) {
      byte[] much = TcpContract.random(1 << 20, 7);
      var sent =
          TcpContract.async(
              () -> {
                app.send(much);
                app.endOutput();
                return true;
              });
      Wire upstream = origin.take();
      assertThat(upstream.in().readAllBytes()).isEqualTo(much);
      assertThat(sent.get()).isTrue();
      upstream.send("answer");
      upstream.close();
      assertThat(app.readToEnd()).isEqualTo("answer");
    }
    Wait.until("it is over", () -> server.counters().exchanges() == 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"io_uring", "epoll", "nio"})
  void resetsPass(String transport) throws Exception {
    start(transport, "tcp", serves("server"), trusts("ca"));
    try (Wire app = connect()) {
      app.send("x");
      Wire upstream = origin.take();
      upstream.read(1);
      upstream.reset();
      assertThat(app.ending()).isEqualTo("reset");
    }
  }

  @Test
  void clientThatShowsItsCertificateIsLetIn() throws Exception {
    start(
        "auto",
        "http1",
        serves("server") + ", clientCa: '" + files.certificate("ca") + "'",
        trusts("ca") + ", " + serves("client"));
    try (Wire app = connect()) {
      app.send(GET);
      assertThat(origin.take().readHead()).isEqualTo(GET);
    }
  }

  @Test
  void clientWithoutACertificateIsNotLetIn() throws Exception {
    start(
        "auto",
        "http1",
        serves("server") + ", clientCa: '" + files.certificate("ca") + "'",
        trusts("ca"));
    try (Wire app = connect()) {
      app.send(GET);
      assertThat(app.readHead()).startsWith("HTTP/1.1 50");
    }
    assertThat(server.counters().tlsFailures(TlsFailure.CERTIFICATE)).isPositive();
    assertThat(origin.connections()).isZero();
  }

  @Test
  void serverThatNobodyVouchesForIsNotSpokenTo() throws Exception {
    start("auto", "http1", serves("server"), trusts("other"));
    assertIsRefused();
  }

  @Test
  void serverWhoseCertificateHasExpiredIsNotSpokenTo() throws Exception {
    start("auto", "http1", serves("expired"), trusts("ca"));
    assertIsRefused();
  }

  @Test
  void serverWithAnotherNameIsNotSpokenTo() throws Exception {
    start("auto", "http1", serves("server"), trusts("ca") + ", serverName: elsewhere.example");
    assertIsRefused();
  }

  private void assertIsRefused() throws Exception {
    try (Wire app = connect()) {
      app.send(GET);
      assertThat(app.readHead())
          .startsWith("HTTP/1.1 503 ")
          .contains("x-tapmesh-error: tls_failed\r\n");
    }
    assertThat(client.counters().tlsFailures(TlsFailure.CERTIFICATE)).isEqualTo(1);
    assertThat(origin.connections()).isZero();
  }

  @Test
  void clientInTheClearIsRefusedAndCounted() throws Exception {
    start("auto", "http1", serves("server"), trusts("ca"));
    try (Wire plain = Wire.connect(server.inboundAddress(0))) {
      plain.send(GET);
      assertThat(plain.ending()).isIn("end", "reset");
    }
    assertThat(server.counters().tlsFailures(TlsFailure.NOT_TLS)).isEqualTo(1);
  }

  @Test
  void clientsBeyondTheLimitAreResetAndHearNothingInTheClear() throws Exception {
    String tls = ", protocol: http1, tls: {" + serves("server") + "}";
    server = Proxies.inbound("auto", origin.address(), tls, "  limits: {maxConnections: 1}\n");
    try (Wire first = Wire.connect(server.inboundAddress(0))) {
      Wait.until("it is there", () -> server.counters().clientConnections() == 1);
      try (Wire second = Wire.connect(server.inboundAddress(0))) {
        assertThat(second.ending()).isEqualTo("reset");
      }
      assertThat(first.in().available()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"io_uring", "epoll", "nio"})
  void clientThatGoesAwayBeforeTheHandshakeIsForgottenAtOnce(String transport) throws Exception {
    start(transport, "http1", serves("server"), trusts("ca"));
    // As health checks and scanners do; the handshake's own time is longer than a test waits.
    Wire.connect(server.inboundAddress(0)).close();
    Wait.until("it is counted", () -> server.counters().tlsFailures(TlsFailure.OTHER) == 1);
    Wait.until("it has gone", () -> server.counters().clientConnections() == 0);
    assertThat(server.counters().tlsFailures(TlsFailure.TIMEOUT)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"io_uring", "epoll", "nio"})
  void endpointThatEndsBeforeTheHandshakeFailsTheTryAtOnce(String transport) throws Exception {
    String yaml =
        "  outbound:%n  - {listen: '127.0.0.1:0', service: s, protocol: http1, endpoints: ['%s'], tls: {%s}}%n"
            .formatted(Proxies.text(origin.address()), trusts("ca"));
    client = TapProxy.start(Proxies.config(transport, yaml, "  limits: {connectTimeout: 60s}\n"));
    try (Wire app = connect()) {
      app.send(GET);
      origin.take().endOutput();
      assertThat(app.readHead())
          .startsWith("HTTP/1.1 503 ")
          .contains("x-tapmesh-error: tls_failed\r\n");
    }
    assertThat(client.counters().tlsFailures(TlsFailure.OTHER)).isEqualTo(1);
  }

  @Test
  void certificatesThatChangeAreReadAgain() throws Exception {
    Path rotated = folder.resolve("rotated.crt");
    java.nio.file.Files.copy(files.certificate("server"), rotated);
    TlsContext context =
        new TlsContext(
            new io.tapmesh.proxy.tls.TlsSettings(
                true, rotated, files.key("server"), null, "1.2", null, true));
    java.nio.file.Files.writeString(rotated, "no certificate");
    context.refresh();
    var kept =
        context.server(
            io.netty.buffer.UnpooledByteBufAllocator.DEFAULT, io.tapmesh.proxy.tls.Alpn.NONE);
    assertThat(kept).isNotNull();
    io.netty.util.ReferenceCountUtil.release(kept.engine());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "http1; [h2]; alpn[0]: value \"h2\" (expected: http/1.1, as the listener has protocol: http1)",
        "http2; [h2, http/1.1]; alpn[1]: value \"http/1.1\" (expected: h2, as the listener has protocol: http2)",
        "tcp; [h2]; alpn[0]: value \"h2\" (expected: no alpn, as the listener has protocol: tcp)",
        "detect; [h2, h2]; alpn[1]: value \"h2\" (expected: each name once)",
        "detect; [spdy/3]; alpn[0]: value \"spdy/3\" (expected: one of h2, http/1.1)",
        "detect; []; alpn: ",
      })
  void offersThatTheListenerCannotKeepAreErrors(String protocol, String alpn, String message) {
    String yaml =
        "  inbound:%n  - {listen: '127.0.0.1:0', application: 'a:1', protocol: %s, tls: {%s, alpn: %s}}%n"
            .formatted(protocol, serves("server"), alpn);
    assertThatThrownBy(() -> Proxies.config("auto", yaml, ""))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("spec.inbound[0].tls." + message);
  }

  @Test
  void offersNeedNoProtocolToBeWritten() {
    String yaml =
        "  inbound:%n  - {listen: '127.0.0.1:0', application: 'a:1', tls: {%s, alpn: [h2]}}%n"
            .formatted(serves("server"));
    assertThat(Proxies.config("auto", yaml, "").inbound().get(0).protocol().alpn())
        .isEqualTo(Alpn.HTTP2_OFFERED);
  }

  @Test
  void filesThatCannotBeUsedAreReportedTogether() {
    String yaml =
        "  inbound:%n  - {listen: '127.0.0.1:0', application: 'a:1', tls: {certificate: /no/where.crt, key: '%s'}}%n"
                .formatted(files.key("server"))
            + "  - {listen: '127.0.0.1:0', application: 'a:1', tls: {certificate: '%s', key: '%s'}}%n"
                .formatted(files.certificate("server"), files.certificate("client"));
    assertThatThrownBy(() -> Proxies.config("auto", yaml, ""))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("spec.inbound[0].tls: /no/where.crt does not exist")
        .hasMessageContaining("spec.inbound[1].tls: ");
  }
}
