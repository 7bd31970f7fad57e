package io.tapmesh.proxy.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.proxy.TapProxy;
import io.tapmesh.proxy.testing.H2Origin;
import io.tapmesh.proxy.testing.Proxies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Strangers' clients of HTTP/2. */
final class Http2ToolsTest {

  @TempDir Path dir;

  @Test
  void carriesALargeDownloadOfCurlUnchanged() throws Exception {
    byte[] body = new byte[20_000_000];
    new Random(1).nextBytes(body);
    try (H2Origin origin = new H2Origin().answer(body);
        TapProxy proxy = Proxies.http2("auto", origin.address(), "")) {
      Path file = dir.resolve("body");
      String url = "http://127.0.0.1:" + proxy.inboundAddress(0).getPort() + "/";
      String version =
          run(
              "curl",
              "-sS",
              "--http2-prior-knowledge",
              "-o",
              file.toString(),
              "-w",
              "%{http_version} %{http_code}",
              url);
      assertThat(version).isEqualTo("2 200");
      assertThat(Files.mismatch(file, Files.write(dir.resolve("expected"), body))).isEqualTo(-1);
    }
  }

  @Test
  void carriesALargeUploadOfCurl() throws Exception {
    byte[] body = new byte[20_000_000];
    try (H2Origin origin = new H2Origin().answer("taken".getBytes(US_ASCII));
        TapProxy proxy = Proxies.http2("auto", origin.address(), "")) {
      Path file = Files.write(dir.resolve("body"), body);
      String url = "http://127.0.0.1:" + proxy.inboundAddress(0).getPort() + "/";
      assertThat(run("curl", "-sS", "--http2-prior-knowledge", "-T", file.toString(), url))
          .isEqualTo("taken");
    }
  }

  @Test
  void answersEveryRequestOfH2load() throws Exception {
    try (H2Origin origin = new H2Origin().answer("hello".getBytes(US_ASCII));
        TapProxy proxy = Proxies.http2("auto", origin.address(), "")) {
      String url = "http://127.0.0.1:" + proxy.inboundAddress(0).getPort() + "/";
      assertThat(run("h2load", "-c", "20", "-m", "20", "-n", "10000", url))
          .contains("10000 succeeded, 0 failed, 0 errored, 0 timeout");
      assertThat(proxy.counters().exchanges()).isZero();
    }
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Path output = Files.createTempFile("tool", ".log");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s ends", command[0]).isTrue();
      return Files.readString(output);
    } finally {
      process.destroyForcibly();
      Files.delete(output);
    }
  }
}
