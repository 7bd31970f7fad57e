package io.tapmesh.standalone.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadGeneratorTest {

  private static final Duration SOON = Duration.ofMinutes(2);

  private final AtomicLong received = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final CountDownLatch enough = new CountDownLatch(400);
  private ExecutorService pool;
  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    pool = Executors.newFixedThreadPool(4);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.setExecutor(pool);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          boolean fail = received.incrementAndGet() % 20 == 0;
          if (fail) {
            failed.incrementAndGet();
          }
          exchange.sendResponseHeaders(fail ? 503 : 200, -1);
          exchange.close();
          enough.countDown();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    pool.shutdownNow();
  }

  @Test
  void countsExactlyWhatTheServerReceivedAndFailed() throws Exception {
    LoadReport report;
    try (LoadGenerator load = LoadGenerator.start(address(), 300, 1)) {
      assertThat(enough.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(load.stop(SOON)).isTrue();
      report = load.report();
    }

    assertThat(report.requests()).isEqualTo(received.get());
    assertThat(report.errors()).isEqualTo(failed.get());
    assertThat(report.unanswered()).isZero();
    assertThat(report.notConnected()).isZero();
    assertThat(report.routes().stream().mapToLong(LoadReport.RouteCount::requests).sum())
        .isEqualTo(received.get());
    assertThat(report.routes())
        .anySatisfy(route -> assertThat(route.route()).isEqualTo("/products/{id}"))
        .allSatisfy(
            route ->
                assertThat(route.statuses().values().stream().mapToLong(Long::longValue).sum())
                    .isEqualTo(route.requests()));
  }

  @Test
  void sendsNothingOnceStopped() throws Exception {
    try (LoadGenerator load = LoadGenerator.start(address(), 300, 1)) {
      assertThat(enough.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(load.stop(SOON)).isTrue();
      LoadReport atStop = load.report();

      assertThat(load.stop(SOON)).isTrue();
      assertThat(load.report()).isEqualTo(atStop);
      assertThat(atStop.requests()).isEqualTo(received.get());
    }
  }

  @Test
  void doesNotCountWhatFoundNobodyListening() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    try (LoadGenerator load = LoadGenerator.start(URI.create("http://127.0.0.1:" + free), 200, 1)) {
      long deadline = System.nanoTime() + SOON.toNanos();
      while (load.report().notConnected() < 5) {
        assertThat(System.nanoTime()).isLessThan(deadline);
        Thread.onSpinWait();
      }
      assertThat(load.stop(SOON)).isTrue();

      assertThat(load.report().requests()).isZero();
    }
  }

  @Test
  void countsARequestWithoutAnAnswerAsAnError() throws Exception {
    try (ServerSocket rude = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      pool.execute(
          () -> {
            while (!rude.isClosed()) {
              try (java.net.Socket client = rude.accept()) {
                client.getInputStream().read();
                client
                    .getOutputStream()
                    .write(
                        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
              } catch (java.io.IOException e) {
                enough.countDown();
              }
            }
          });
      URI address = URI.create("http://127.0.0.1:" + rude.getLocalPort());
      try (LoadGenerator load = LoadGenerator.start(address, 100, 1)) {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (load.report().unanswered() < 3) {
          assertThat(System.nanoTime()).isLessThan(deadline);
          Thread.onSpinWait();
        }
        assertThat(load.stop(SOON)).isTrue();
        LoadReport report = load.report();
        assertThat(report.errors()).isEqualTo(report.unanswered());
        assertThat(report.requests()).isEqualTo(report.unanswered());
      }
    }
  }

  @Test
  void refusesARateThatIsNone() {
    assertThatThrownBy(() -> LoadGenerator.start(address(), 0, 1))
        .hasMessageContaining("expected: > 0");
  }

  private URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }
}
