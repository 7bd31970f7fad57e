package io.tapmesh.proxy.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.proxy.TapProxy;
import io.tapmesh.proxy.testing.Certificates;
import io.tapmesh.proxy.testing.H2Origin;
import io.tapmesh.proxy.testing.Origin;
import io.tapmesh.proxy.testing.Proxies;
import io.tapmesh.proxy.testing.Wait;
import io.tapmesh.proxy.testing.Wire;
import io.tapmesh.proxy.tls.Engines;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Strangers' clients of TLS: curl and OpenSSL. */
final class TlsToolsTest {

  @TempDir static Path folder;
  private static Certificates files;

  @BeforeAll
  static void makeCertificates() throws Exception {
    files = new Certificates(folder).authority("ca").signed("server", "ca");
  }

  private static TapProxy terminating(String protocol, InetSocketAddress application) {
    return terminating(protocol, "", application);
  }

  private static TapProxy terminating(String protocol, String alpn, InetSocketAddress application) {
    String fields =
        ", protocol: %s, tls: {certificate: '%s', key: '%s'%s}"
            .formatted(protocol, files.certificate("server"), files.key("server"), alpn);
    return Proxies.inbound("auto", application, fields, "");
  }

  private static TapProxy originating(String protocol, InetSocketAddress endpoint) {
    String yaml =
        "  outbound:%n  - {listen: '127.0.0.1:0', service: s, protocol: %s, endpoints: ['%s'], tls: {ca: '%s'}}%n"
            .formatted(protocol, Proxies.text(endpoint), files.certificate("ca"));
    return TapProxy.start(Proxies.config("auto", yaml, ""));
  }

  private static String url(String scheme, InetSocketAddress address) {
    return scheme + "://127.0.0.1:" + address.getPort() + "/";
  }

  private static String curl(String version, String url) throws Exception {
    return run(
        "curl",
        "-sS",
        version,
        "--cacert",
        files.certificate("ca").toString(),
        "-w",
        " %{http_version} %{http_code}",
        url);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "http2; ''",
        "http; ''",
        "http; ', alpn: [h2]'",
        "detect; ', alpn: [h2]'",
        "detect; ', alpn: [h2, http/1.1]'"
      })
  void curlAgreesOnHttp2(String protocol, String alpn) throws Exception {
    try (H2Origin origin = new H2Origin().answer("hello".getBytes(US_ASCII));
        TapProxy proxy = terminating(protocol, alpn, origin.address())) {
      assertThat(curl("--http2", url("https", proxy.inboundAddress(0)))).isEqualTo("hello 2 200");
      assertThat(proxy.counters().tlsHandshakes()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "http1; ''; --http2",
        "detect; ''; --http2",
        "detect; ''; --http1.1",
        "detect; ', alpn: [h2, http/1.1]'; --http1.1",
        "http; ''; --http1.1",
        "http; ', alpn: [http/1.1]'; --http2",
      })
  void curlFallsBackToHttp1(String protocol, String alpn, String version) throws Exception {
    try (Origin origin = new Origin();
        TapProxy proxy = terminating(protocol, alpn, origin.address())) {
      var answer = TcpContract.async(() -> curl(version, url("https", proxy.inboundAddress(0))));
      Wire upstream = origin.take();
      assertThat(upstream.readHead()).startsWith("GET / HTTP/1.1\r\n");
      upstream.send(RelayContract.OK);
      assertThat(answer.get()).endsWith(" 1.1 200");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http2", "detect", "http"})
  void http2PassesTwoProxiesThatSpeakTlsToEachOther(String protocol) throws Exception {
    try (H2Origin origin = new H2Origin().answer(new byte[3_000_000]);
        TapProxy server = terminating(protocol, ", alpn: [h2]", origin.address());
        TapProxy client = originating(protocol, server.inboundAddress(0))) {
      String printed =
          run(
              "curl",
              "-sS",
              "--http2-prior-knowledge",
              "-o",
              folder.resolve("body").toString(),
              "-w",
              "%{http_version} %{http_code} %{size_download}",
              url("http", client.outboundAddress(0)));
      assertThat(printed).isEqualTo("2 200 3000000");
      assertThat(server.counters().tlsHandshakes()).isEqualTo(1);
      assertThat(client.counters().tlsHandshakes()).isEqualTo(1);
    }
  }

  @Test
  void endpointThatDoesNotAgreeOnHttp2IsNotSpokenTo() throws Exception {
    try (Origin origin = new Origin();
        TapProxy server = terminating("http1", origin.address());
        TapProxy client = originating("http2", server.inboundAddress(0))) {
      String printed =
          run(
              "curl",
              "-sS",
              "--http2-prior-knowledge",
              "-D-",
              url("http", client.outboundAddress(0)));
      assertThat(printed).startsWith("HTTP/2 503").contains("x-tapmesh-error: tls_failed");
      assertThat(origin.connections()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http1", "http2"})
  void openSslResumesItsSession(String protocol) throws Exception {
    try (Origin origin = new Origin();
        TapProxy proxy = terminating(protocol, origin.address())) {
      String printed = sClient(proxy, "-tls1_2", "-reconnect");
      assertThat(printed.lines().filter(line -> line.startsWith("Reused, TLSv1.2"))).hasSize(5);
      // The last one may be over for the client before it is for us.
      Wait.until("all are counted", () -> proxy.counters().tlsHandshakes() == 6);
    }
  }

  @Test
  void openSslSeesTheWholeChainAndTheProtocolThatWasAgreedOn() throws Exception {
    try (Origin origin = new Origin();
        TapProxy proxy = terminating("http2", origin.address())) {
      assertThat(sClient(proxy, "-tls1_3", "-alpn", "h2,http/1.1", "-verify_return_error"))
          .contains("Verify return code: 0 (ok)", "ALPN protocol: h2", "TLSv1.3");
    }
  }

  @Test
  void minimumOfTls12IsKept() throws Exception {
    try (Origin origin = new Origin();
        TapProxy proxy = terminating("http2", origin.address())) {
      assertThat(sClient(proxy, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0"))
          .contains("alert protocol version");
      Wait.until("it is counted", () -> proxy.counters().tlsFailures(TlsFailure.OTHER) == 1);
    }
  }

  /** The build brings the native library, so that no other engine may be found here. */
  @Test
  void http2IsDoneByBoringSsl() throws Exception {
    try (Origin origin = new Origin();
        TapProxy proxy = terminating("http2", origin.address())) {
      assertThat(proxy.inboundAddress(0)).isNotNull();
      assertThat(Engines.name()).isEqualTo("boringssl");
    }
  }

  private static String sClient(TapProxy proxy, String... more) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "openssl",
                "s_client",
                "-connect",
                Proxies.text(proxy.inboundAddress(0)),
                "-CAfile",
                files.certificate("ca").toString()));
    command.addAll(List.of(more));
    return run(command.toArray(String[]::new));
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      process.getOutputStream().close();
      String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s ends", command[0]).isTrue();
      return printed;
    } finally {
      process.destroyForcibly();
    }
  }
}
