package io.tapmesh.benchmarks.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What it sends and says is counted by the server, too. */
final class OpenLoadTest {

  private final AtomicInteger requests = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
  }

  @AfterEach
  void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private long[] load(int connections, int perSecond) {
    server.start();
    return OpenLoad.latencies(server.getAddress().getPort(), connections, perSecond, 1);
  }

  private static void answer(HttpExchange exchange, int status) throws IOException {
    exchange.sendResponseHeaders(status, 2);
    exchange.getResponseBody().write("ok".getBytes(US_ASCII));
    exchange.close();
  }

  @Test
  void everyRequestIsSentOnceAndItsTimeIsKnown() {
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          answer(exchange, 200);
        });

    assertThat(load(4, 500)).hasSize(500).isSorted().doesNotContain(0);
    assertThat(requests).hasValue(500);
  }

  @Test
  void whatWaitsForTheOnlyConnectionCountsFromWhenItWasDue() {
    CountDownLatch stall = new CountDownLatch(1);
    server.createContext(
        "/",
        exchange -> {
          if (requests.incrementAndGet() == 1) {
            // Nobody counts it down: a pause of a known length.
            await(stall);
          }
          answer(exchange, 200);
        });

    long[] micros = load(1, 100);

    // Some 40 are due while the first is answered, on the average half of the pause before its end.
    assertThat(Arrays.stream(micros).filter(took -> took > 100_000).count()).isGreaterThan(10);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(400, TimeUnit.MILLISECONDS)).isFalse();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void anAnswerOtherThan200EndsIt() {
    server.createContext("/", exchange -> answer(exchange, 503));

    assertThatThrownBy(() -> load(2, 100)).hasStackTraceContaining("503");
  }

  @Test
  void aConnectionThatIsClosedEndsIt() {
    server.createContext("/", HttpExchange::close);

    assertThatThrownBy(() -> load(2, 100)).hasMessageContaining("did not answer each request");
  }
}
