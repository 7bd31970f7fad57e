package io.tapmesh.proxy.relay;

import static io.tapmesh.proxy.testing.H2Wire.DATA;
import static io.tapmesh.proxy.testing.H2Wire.END_HEADERS;
import static io.tapmesh.proxy.testing.H2Wire.END_STREAM;
import static io.tapmesh.proxy.testing.H2Wire.HEADERS;
import static io.tapmesh.proxy.testing.H2Wire.OK;
import static io.tapmesh.proxy.testing.H2Wire.SETTINGS;
import static io.tapmesh.proxy.testing.H2Wire.frame;
import static io.tapmesh.proxy.testing.H2Wire.post;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.tapmesh.proxy.TapProxy;
import io.tapmesh.proxy.testing.Certificates;
import io.tapmesh.proxy.testing.H2Client;
import io.tapmesh.proxy.testing.H2Origin;
import io.tapmesh.proxy.testing.H2Stream;
import io.tapmesh.proxy.testing.H2Wire;
import io.tapmesh.proxy.testing.MetricsPage;
import io.tapmesh.proxy.testing.Origin;
import io.tapmesh.proxy.testing.Proxies;
import io.tapmesh.proxy.testing.Wait;
import io.tapmesh.proxy.testing.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A body of HTTP/2 within TLS whose connection breaks is not taken for a whole one. */
final class Http2TlsCutTest {

  private static final byte[] PART = "part".getBytes(US_ASCII);
  private static final String SENT = "http_client_request_duration_seconds_count";
  private static final String SERVED = "http_server_request_duration_seconds_count";

  @TempDir static Path folder;
  private static Certificates files;

  @BeforeAll
  static void makeCertificates() throws Exception {
    files = new Certificates(folder).authority("ca").signed("server", "ca");
  }

  /** How a connection breaks. */
  enum Break {
    /** As TLS asks for: what is missing is only missed by HTTP/2. */
    ANNOUNCED,
    /** Without {@code close_notify}. */
    END,
    RESET;

    void of(SSLSocket tls, Socket raw) throws IOException {
      switch (this) {
        case ANNOUNCED -> {
          tls.shutdownOutput();
          raw.shutdownOutput();
        }
        case END -> raw.shutdownOutput();
        case RESET -> {
          raw.setSoLinger(true, 0);
          raw.close();
        }
      }
    }
  }

  private static TapProxy originating(InetSocketAddress endpoint) {
    String yaml =
        "  outbound:%n  - {listen: '127.0.0.1:0', service: s, protocol: http2, endpoints: ['%s'], tls: {ca: '%s'}}%n"
            .formatted(Proxies.text(endpoint), files.certificate("ca"));
    return TapProxy.start(Proxies.config("auto", yaml, ""));
  }

  private static TapProxy terminating(String protocol, InetSocketAddress application) {
    String fields =
        ", protocol: %s, tls: {certificate: '%s', key: '%s', alpn: [h2]}"
            .formatted(protocol, files.certificate("server"), files.key("server"));
    return Proxies.inbound("auto", application, fields, "");
  }

  private static SSLSocket tls(Socket raw, boolean server) throws IOException {
    SslContextBuilder builder =
        server
            ? SslContextBuilder.forServer(
                files.certificate("server").toFile(), files.key("server").toFile())
            : SslContextBuilder.forClient().trustManager(files.certificate("ca").toFile());
    SSLContext context = ((JdkSslContext) builder.sslProvider(SslProvider.JDK).build()).context();
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(raw, "localhost", raw.getPort(), false);
    socket.setUseClientMode(!server);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    socket.setSSLParameters(parameters);
    return socket;
  }

  private static void assertOne(TapProxy proxy, String metric, String... labels) throws Exception {
    Wait.until("the exchange is over", () -> proxy.counters().exchanges() == 0);
    MetricsPage page = MetricsPage.of(proxy);
    assertThat(page.sum(metric, labels)).isEqualTo(1);
    assertThat(page.sum(metric)).isEqualTo(1);
  }

  /** Has a request answered with this DATA frame, after which the upstream's connection breaks. */
  private static void respondThenBreak(int flags, Break how, String data, String... labels)
      throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        TapProxy proxy = originating((InetSocketAddress) server.getLocalSocketAddress());
        H2Client client = new H2Client(proxy.outboundAddress(0))) {
      server.setSoTimeout(60_000);
      H2Stream request = client.get("/");
      try (Socket raw = server.accept();
          SSLSocket tls = tls(raw, true)) {
        H2Wire upstream = new H2Wire(new Wire(tls)).skipPreface();
        upstream.send(frame(SETTINGS, 0, 0));
        upstream.read(HEADERS);
        upstream.send(frame(HEADERS, END_HEADERS, 1, OK), frame(DATA, flags, 1, PART));
        assertThat(request.take()).isEqualTo("HEAD :status=200");
        assertThat(request.take()).isEqualTo(data);
        how.of(tls, raw);
        if (flags == 0) {
          assertThat(request.take()).isEqualTo("RESET 2");
        }
        assertOne(proxy, SENT, labels);
        assertThat(client.isQuiet()).as("the client's connection stays").isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void responseThatIsCutIsReset(Break how) throws Exception {
    respondThenBreak(
        0, how, "DATA part", "error_type=\"response_cut\"", "http_response_status_code=\"200\"");
  }

  @ParameterizedTest
  @EnumSource
  void responseThatEndedBeforeItsConnectionBreaksIsWhole(Break how) throws Exception {
    respondThenBreak(END_STREAM, how, "DATA part END", "http_response_status_code=\"200\"");
  }

  @ParameterizedTest
  @CsvSource({
    "http2, ANNOUNCED", "http2, END", "http2, RESET",
    "detect, ANNOUNCED", "detect, END", "detect, RESET"
  })
  void requestThatIsCutIsReset(String protocol, Break how) throws Exception {
    try (H2Origin origin = new H2Origin();
        TapProxy proxy = terminating(protocol, origin.address());
        Socket raw =
            new Socket(proxy.inboundAddress(0).getAddress(), proxy.inboundAddress(0).getPort());
        SSLSocket tls = tls(raw, false)) {
      H2Wire client = H2Wire.client(new Wire(tls));
      client.send(post(1), frame(DATA, 0, 1, PART));
      H2Stream served = origin.take();
      assertThat(served.take()).startsWith("HEAD :method=POST").doesNotEndWith("END");
      assertThat(served.take()).isEqualTo("DATA part");
      how.of(tls, raw);
      assertThat(served.take()).isEqualTo("RESET 8");
      assertOne(proxy, SERVED, "error_type=\"client_closed\"");
    }
  }

  @Test
  void bothEndsSeeAResetIfTheConnectionBetweenTheirProxiesBreaks() throws Exception {
    try (H2Origin origin = new H2Origin();
        TapProxy callee = terminating("http2", origin.address());
        Origin cable = new Origin();
        TapProxy caller = originating(cable.address());
        H2Client client = new H2Client(caller.outboundAddress(0))) {
      H2Stream request = client.request(false, "POST", "/").data("up", false);
      try (Wire near = cable.take();
          Wire far = Wire.connect(callee.inboundAddress(0))) {
        carry(near, far);
        carry(far, near);
        H2Stream served = origin.take();
        assertThat(served.take()).startsWith("HEAD :method=POST");
        assertThat(served.take()).isEqualTo("DATA up");
        served.head(false, ":status", "200").data("down", false);
        assertThat(request.take()).isEqualTo("HEAD :status=200");
        assertThat(request.take()).isEqualTo("DATA down");

        near.endOutput();
        far.endOutput();
        assertThat(request.take()).isEqualTo("RESET 2");
        assertThat(served.take()).isEqualTo("RESET 8");
        assertOne(caller, SENT, "error_type=\"response_cut\"");
        assertOne(callee, SERVED, "error_type=\"client_closed\"");
      }
    }
  }

  private static void carry(Wire from, Wire to) {
    Thread thread =
        new Thread(
            () -> {
              try {
                from.in().transferTo(to.out());
              } catch (IOException e) {
                // The cable has been cut.
              }
            },
            "cable");
    thread.setDaemon(true);
    thread.start();
  }
}
