package io.tapmesh.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.proxy.testing.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A page that is written as it goes is whole, or cannot be taken for it. */
@SuppressWarnings("StringConcatToTextBlock") // Line ends are CR LF here, which text blocks hide.
final class StreamedPageTest {

  private static final String GET =
      "GET /page HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  private static final String LAST_CHUNK = "\r\n0\r\n\r\n";
  private static final String MUCH = "x".repeat(100_000);

  private static AdminServer serve(Consumer<Appendable> source) throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return AdminServer.start(any, Map.of("GET /page", new StreamedPage("text/plain", 1, source)));
  }

  private static void append(Appendable out, String text) {
    try {
      out.append(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aWholePageHasALastChunk() throws Exception {
    try (AdminServer server = serve(out -> append(out, MUCH));
        Wire wire = Wire.connect(server.address())) {
      assertThat(wire.send(GET).readToEnd()).startsWith("HTTP/1.1 200 ").endsWith(LAST_CHUNK);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"error", "exception", "number"})
  void aPageThatFailsInTheMiddleHasNoLastChunkAndEndsTheConnection(String kind) throws Exception {
    Consumer<Appendable> failing =
        out -> {
          append(out, MUCH);
          switch (kind) {
            case "error" -> throw new AssertionError("on purpose");
            case "number" -> throw new NumberFormatException("on purpose");
            default -> throw new IllegalStateException("on purpose");
          }
        };
    try (AdminServer server = serve(failing)) {
      for (int i = 0; i < 3; i++) {
        try (Wire wire = Wire.connect(server.address())) {
          wire.send(GET.replace("Connection: close\r\n", ""));
          assertThat(wire.readToEnd())
              .startsWith("HTTP/1.1 200 ")
              .contains("chunked")
              .contains("xxx")
              .doesNotContain("\r\n0\r\n");
        }
      }
    }
  }

  @Test
  void othersAreTurnedAwayWhileItIsRead() throws Exception {
    CountDownLatch read = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Consumer<Appendable> slow =
        out -> {
          append(out, MUCH);
          read.countDown();
          try {
            goOn.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    try (AdminServer server = serve(slow);
        Wire first = Wire.connect(server.address());
        Wire second = Wire.connect(server.address())) {
      first.send(GET);
      read.await();
      assertThat(second.send(GET).readToEnd()).startsWith("HTTP/1.1 503 ");
      goOn.countDown();
      assertThat(first.readToEnd()).endsWith(LAST_CHUNK);
    }
  }

  @Test
  void headHasNoBody() throws Exception {
    try (AdminServer server = serve(out -> append(out, MUCH));
        Wire wire = Wire.connect(server.address())) {
      assertThat(wire.send(GET.replace("GET", "HEAD")).readToEnd())
          .startsWith("HTTP/1.1 200 ")
          .endsWith("\r\n\r\n");
    }
  }
}
