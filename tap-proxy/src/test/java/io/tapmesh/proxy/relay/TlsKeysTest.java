package io.tapmesh.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapmesh.proxy.TapProxy;
import io.tapmesh.proxy.testing.Certificates;
import io.tapmesh.proxy.testing.Origin;
import io.tapmesh.proxy.testing.Proxies;
import io.tapmesh.proxy.tls.TlsContext;
import io.tapmesh.proxy.tls.TlsSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Private keys come in the forms that tools have written over the years. */
final class TlsKeysTest {

  @TempDir static Path folder;
  private static Certificates files;

  @BeforeAll
  static void makeCertificates() throws Exception {
    files = new Certificates(folder).authority("ca").signed("rsa", "ca").signed("other", "ca");
    files.signedOnCurve("ec", "ca");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa", "ec"})
  void keyOfTheTimeBeforePkcs8IsTaken(String name) throws Exception {
    Path key = files.converted(name, "-traditional");
    assertThat(Files.readString(key)).contains("BEGIN " + name.toUpperCase(java.util.Locale.ROOT));
    assertServes(name, key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa", "ec"})
  void keyOfPkcs8IsTaken(String name) throws Exception {
    assertServes(name, files.key(name));
  }

  /** As {@code openssl ecparam -genkey} writes it. */
  @Test
  void parametersOfTheCurveBeforeTheKeyDoNotMatter() throws Exception {
    Path key = files.converted("ec", "-traditional");
    String parameters =
        "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
    assertServes(
        "ec", Files.writeString(folder.resolve("genkey.key"), parameters + Files.readString(key)));
  }

  /** Both engines read it: the JDK's for HTTP/1, BoringSSL for HTTP/2. */
  private static void assertServes(String name, Path key) throws Exception {
    for (String protocol : new String[] {"http1", "http2"}) {
      String fields =
          ", protocol: %s, tls: {certificate: '%s', key: '%s'}"
              .formatted(protocol, files.certificate(name), key);
      try (Origin origin = new Origin();
          TapProxy proxy = Proxies.inbound("auto", origin.address(), fields, "")) {
        assertThat(files.shownBy(proxy.inboundAddress(0), "ca").getSubjectX500Principal().getName())
            .isEqualTo("CN=" + name);
      }
    }
  }

  private static TlsSettings settings(String name, Path key) {
    return new TlsSettings(true, files.certificate(name), key, null, "1.2", null, true);
  }

  @Test
  void keyOfAnotherCertificateIsFoundOut() throws Exception {
    for (String other : new String[] {"other", "ec"}) {
      Path key = files.converted(other, "-traditional");
      assertThatThrownBy(() -> new TlsContext(settings("rsa", key)))
          .isInstanceOf(IOException.class)
          .hasMessage(key + " is not the private key of " + files.certificate("rsa"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-traditional", "-aes256"})
  void keyWithAPasswordIsNamedAsSuch(String form) throws Exception {
    Path key =
        form.equals("-aes256")
            ? files.converted("rsa", "-aes256", "-passout", "pass:secret")
            : files.converted("rsa", "-traditional", "-aes256", "-passout", "pass:secret");
    assertThatThrownBy(() -> new TlsContext(settings("rsa", key)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(key + " is encrypted (expected: a key without a password");
  }

  @Test
  void keyThatIsCutIsNamedAsSuch() throws Exception {
    Path key = folder.resolve("cut.key");
    Files.writeString(key, "-----BEGIN PRIVATE KEY-----\nMIGHA\n-----END PRIVATE KEY-----\n");
    assertThatThrownBy(() -> new TlsContext(settings("rsa", key)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(key + " is no PEM: ");
  }

  @Test
  void fileWithoutAKeyIsNamedAsSuch() {
    Path key = files.certificate("rsa");
    assertThatThrownBy(() -> new TlsContext(settings("rsa", key)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(key + " has no private key (expected: PEM, PKCS #8");
  }
}
