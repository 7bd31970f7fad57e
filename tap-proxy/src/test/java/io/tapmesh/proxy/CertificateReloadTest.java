package io.tapmesh.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.proxy.ReloadResult.Outcome;
import io.tapmesh.proxy.testing.Certificates;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates are those of the listeners that there are. */
final class CertificateReloadTest {

  @TempDir Path folder;

  @Test
  void listenerThatComesBackReadsItsCertificateAnew() throws Exception {
    Certificates files = new Certificates(folder).authority("ca");
    files.signed("before", "ca").signed("after", "ca");
    Path file = folder.resolve("proxy.yaml");
    use(files, "before");
    write(file, true);
    try (TapProxy proxy = TapProxy.start(file)) {
      assertThat(shown(files, proxy.inboundAddress(1))).isEqualTo("CN=before");
      write(file, false);
      assertThat(proxy.reload().outcome()).isEqualTo(Outcome.APPLIED);
      use(files, "after");
      write(file, true);
      assertThat(proxy.reload().outcome()).isEqualTo(Outcome.APPLIED);

      assertThat(shown(files, proxy.inboundAddress(1))).isEqualTo("CN=after");
    }
  }

  private void use(Certificates files, String name) throws IOException {
    Files.copy(
        files.certificate(name), files.certificate("used"), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(files.key(name), files.key("used"), StandardCopyOption.REPLACE_EXISTING);
  }

  private void write(Path file, boolean secured) throws IOException {
    String plain = "  - {listen: '127.0.0.1:0', application: 'a:1'}\n";
    String tls =
        "  - {listen: '127.0.0.1:0', application: 'a:1', tls: {certificate: '%s', key: '%s'}}%n"
            .formatted(folder.resolve("used.crt"), folder.resolve("used.key"));
    Files.writeString(
        file,
        """
        apiVersion: tapmesh.io/v1
        kind: TapProxy
        metadata: {name: cart}
        spec:
          admin: {listen: '127.0.0.1:0'}
          reload: {interval: 0s}
          inbound:
        """
            + plain
            + (secured ? tls : ""));
  }

  private static String shown(Certificates files, InetSocketAddress address) throws Exception {
    return files.shownBy(address, "ca").getSubjectX500Principal().getName();
  }
}
