package io.tapmesh.proxy.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.tapmesh.proxy.TapProxy;
import io.tapmesh.proxy.testing.Certificates;
import io.tapmesh.proxy.testing.Origin;
import io.tapmesh.proxy.testing.Proxies;
import io.tapmesh.proxy.testing.Wait;
import io.tapmesh.proxy.testing.Wire;
import io.tapmesh.schemas.config.ConfigException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JDK's sockets at the other end: how they end, and which certificate they see. */
@SuppressWarnings("StringConcatToTextBlock") // Line ends are CR LF here, which text blocks hide.
final class TlsPeersTest {

  private static final Duration REFRESH = Duration.ofMinutes(2);

  @TempDir static Path folder;
  private static Certificates files;

  @BeforeAll
  static void makeCertificates() throws Exception {
    files = new Certificates(folder).authority("ca").signed("server", "ca").signed("next", "ca");
  }

  /** Answers one request over TLS with these bytes, and ends with or without saying so. */
  private static String responseThroughUs(String response, boolean announced) throws Exception {
    SSLContext context =
        ((JdkSslContext)
                SslContextBuilder.forServer(
                        files.certificate("server").toFile(), files.key("server").toFile())
                    .sslProvider(SslProvider.JDK)
                    .build())
            .context();
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        TapProxy proxy = originating((InetSocketAddress) server.getLocalSocketAddress())) {
      var served =
          TcpContract.async(
              () -> {
                try (Socket raw = server.accept();
                    SSLSocket tls =
                        (SSLSocket) context.getSocketFactory().createSocket(raw, null, false)) {
                  tls.setUseClientMode(false);
                  new Wire(tls).readHead();
                  tls.getOutputStream().write(response.getBytes(US_ASCII));
                  if (announced) {
                    tls.shutdownOutput();
                  }
                  raw.shutdownOutput();
                  // Until the proxy has noticed.
                  raw.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
                }
                return true;
              });
      try (Wire app = Wire.connect(proxy.outboundAddress(0))) {
        app.send(RelayContract.GET);
        app.readHead();
        String ending = app.ending();
        assertThat(served.get()).isTrue();
        return ending;
      }
    }
  }

  private static TapProxy originating(InetSocketAddress endpoint) {
    String yaml =
        "  outbound:%n  - {listen: '127.0.0.1:0', service: s, protocol: http1, endpoints: ['%s'], tls: {ca: '%s'}}%n"
            .formatted(Proxies.text(endpoint), files.certificate("ca"));
    return TapProxy.start(Proxies.config("auto", yaml, ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 10\r\n", "Transfer-Encoding: chunked\r\n", ""})
  void bodyThatIsCutWithoutCloseNotifyIsReset(String framing) throws Exception {
    String body = framing.startsWith("T") ? "3\r\nabc\r\n" : "abc";
    assertThat(responseThroughUs("HTTP/1.1 200 OK\r\n" + framing + "\r\n" + body, false))
        .isEqualTo("reset");
  }

  @Test
  void bodyUpToAnAnnouncedEndIsWhole() throws Exception {
    assertThat(responseThroughUs("HTTP/1.1 200 OK\r\n\r\nabc", true)).isEqualTo("end");
  }

  @Test
  @Tag("slow")
  void newCertificateIsShownAndConnectionsStay() throws Exception {
    Path certificate = Files.copy(files.certificate("server"), folder.resolve("live.crt"));
    Path key = Files.copy(files.key("server"), folder.resolve("live.key"));
    String fields =
        ", protocol: http1, tls: {certificate: '%s', key: '%s'}".formatted(certificate, key);
    try (Origin origin = new Origin();
        TapProxy proxy = Proxies.inbound("auto", origin.address(), fields, "")) {
      try (SSLSocket before = connect(proxy)) {
        assertThat(subject(before)).isEqualTo("CN=server");
        Wire client = new Wire(before);
        client.send(RelayContract.GET);
        Wire upstream = origin.take();
        assertThat(upstream.readHead()).isEqualTo(RelayContract.GET);
        Files.copy(files.key("next"), key, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(files.certificate("next"), certificate, StandardCopyOption.REPLACE_EXISTING);
        Wait.until("the new one is shown", REFRESH, () -> subjectNow(proxy).equals("CN=next"));
        upstream.send(RelayContract.OK);
        assertThat(client.readHead() + client.read(2)).isEqualTo(RelayContract.OK);
      }
    }
  }

  @Test
  void keyOfAnotherCertificateIsReportedAtTheStart() {
    String yaml =
        "  inbound:%n  - {listen: '127.0.0.1:0', application: 'a:1', tls: {certificate: '%s', key: '%s'}}%n"
            .formatted(files.certificate("server"), files.key("next"));
    assertThatThrownBy(() -> Proxies.config("auto", yaml, ""))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("spec.inbound[0].tls: ")
        .hasMessageContaining("next.key is not the private key of");
  }

  private static String subjectNow(TapProxy proxy) throws Exception {
    try (SSLSocket socket = connect(proxy)) {
      return subject(socket);
    }
  }

  private static String subject(SSLSocket socket) throws Exception {
    X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
    return shown.getSubjectX500Principal().getName();
  }

  private static SSLSocket connect(TapProxy proxy) throws IOException {
    SSLContext context =
        ((JdkSslContext)
                SslContextBuilder.forClient()
                    .trustManager(files.certificate("ca").toFile())
                    .sslProvider(SslProvider.JDK)
                    .build())
            .context();
    InetSocketAddress address = proxy.inboundAddress(0);
    SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(address.getAddress(), address.getPort());
    socket.startHandshake();
    return socket;
  }
}
