package io.tapmesh.proxy.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Makes certificates with the command {@code openssl}. */
public final class Certificates {

  private final Path folder;

  public Certificates(Path folder) {
    this.folder = folder;
  }

  public Path certificate(String name) {
    return folder.resolve(name + ".crt");
  }

  public Path key(String name) {
    return folder.resolve(name + ".key");
  }

  /** What a server shows to a client that trusts an authority, once they have shaken hands. */
  public X509Certificate shownBy(InetSocketAddress server, String authority) throws Exception {
    JdkSslContext trusting =
        (JdkSslContext)
            SslContextBuilder.forClient()
                .trustManager(certificate(authority).toFile())
                .sslProvider(SslProvider.JDK)
                .build();
    SSLSocketFactory sockets = trusting.context().getSocketFactory();
    try (SSLSocket socket =
        (SSLSocket) sockets.createSocket(server.getAddress(), server.getPort())) {
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  /** A certificate of an authority. */
  public Certificates authority(String name) throws Exception {
    run(
        List.of("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj"),
        "/CN=" + name,
        "-keyout",
        key(name).toString(),
        "-out",
        certificate(name).toString());
    return this;
  }

  /** A certificate for localhost, signed by an authority. */
  public Certificates signed(String name, String authority, String... more) throws Exception {
    return signed(name, authority, List.of("-newkey", "rsa:2048"), more);
  }

  /** As {@link #signed(String, String, String...)}, with a key of an elliptic curve. */
  public Certificates signedOnCurve(String name, String authority) throws Exception {
    return signed(name, authority, List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"));
  }

  /**
   * Converts a key.
   *
   * @param options of {@code openssl pkey}
   * @return the new file
   */
  public Path converted(String name, String... options) throws Exception {
    Path out =
        folder.resolve(name + String.join("", options).replaceAll("[^a-z0-9-]", "") + ".key");
    List<String> command = new ArrayList<>(List.of("pkey"));
    command.addAll(List.of(options));
    run(command, "-in", key(name).toString(), "-out", out.toString());
    return out;
  }

  private Certificates signed(String name, String authority, List<String> newKey, String... more)
      throws Exception {
    Path request = folder.resolve(name + ".csr");
    List<String> ask = new ArrayList<>(List.of("req"));
    ask.addAll(newKey);
    ask.addAll(List.of("-nodes", "-subj"));
    run(ask, "/CN=" + name, "-keyout", key(name).toString(), "-out", request.toString());
    Path extensions =
        Files.writeString(
            folder.resolve(name + ".ext"), "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
    List<String> sign = new ArrayList<>(List.of("x509", "-req", "-CAcreateserial", "-extfile"));
    sign.add(extensions.toString());
    sign.addAll(List.of("-CA", certificate(authority).toString()));
    sign.addAll(List.of("-CAkey", key(authority).toString(), "-in", request.toString()));
    sign.addAll(more.length == 0 ? List.of("-days", "30") : List.of(more));
    run(sign, "-out", certificate(name).toString());
    return this;
  }

  private static void run(List<String> first, String... rest) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(first);
    command.addAll(List.of(rest));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException(command + ": " + output);
    }
  }
}
