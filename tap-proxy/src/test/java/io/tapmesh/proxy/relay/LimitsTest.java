package io.tapmesh.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.proxy.testing.Wait;
import io.tapmesh.proxy.testing.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What peers get that want too much, or are too slow. */
final class LimitsTest extends RelayContract {

  private static final String LARGE =
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\n";

  LimitsTest() {
    super("auto");
  }

  @Override
  String listener() {
    return ", protocol: http1";
  }

  @Test
  void connectionsOfOneClientBeyondItsLimitAreRefused() throws Exception {
    restart("  limits: {maxConnectionsPerClient: 2}\n");
    try (Wire second = connect();
        Wire third = connect()) {
      assertThat(third.readToEnd())
          .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
          .contains("x-tapmesh-error: too_many_connections\r\n");
      second.send(GET);
      Wire server = origin.take();
      server.readHead();
      server.send(OK);
      assertThat(second.readHead() + second.read(2)).isEqualTo(OK);
    }
    assertThat(proxy.counters().refusedOfClient()).isEqualTo(1);
    assertThat(proxy.counters().refusedConnections()).isZero();
    Wait.until("the others have ended", () -> proxy.counters().clientConnections() == 1);
    try (Wire again = connect()) {
      again.send(GET.replace("GET", "DELETE"));
      assertThat(again.in().available()).isZero();
    }
    assertThat(proxy.counters().refusedOfClient()).isEqualTo(1);
  }

  @Test
  @SuppressWarnings("FutureReturnValueIgnored") // What fails shows at the other end.
  void bodyThatTricklesInIsBrokenOff() throws Exception {
    restart("  limits: {headerTimeout: 2s, minRequestBodyRate: 1KiB}\n");
    client.send(LARGE);
    origin.take().readHead();
    ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
    try {
      // Ends by itself once it cannot write any more.
      pace.scheduleAtFixedRate(this::sendByte, 0, 10, TimeUnit.MILLISECONDS);
      assertThat(client.readHead()).startsWith("HTTP/1.1 408 Request Timeout\r\n");
    } finally {
      pace.shutdownNow();
    }
  }

  private void sendByte() {
    try {
      client.send("x");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void bodyThatIsFastEnoughPasses() throws Exception {
    restart("  limits: {headerTimeout: 2s, minRequestBodyRate: 1KiB}\n");
    String head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n";
    client.send(head + "x".repeat(99_999));
    Wire server = origin.take();
    server.readHead();
    server.read(99_999);
    // The pace is one of the whole: what came early may rest, for as long as one that did not.
    try (Wire slower = connect()) {
      slower.send(LARGE);
      assertThat(slower.readHead()).startsWith("HTTP/1.1 408 Request Timeout\r\n");
    }
    client.send("x");
    server.read(1);
    server.send(OK);

    assertThat(client.readHead() + client.read(2)).isEqualTo(OK);
  }

  @Test
  void upstreamThatStopsTakingTheRequestIsToBlame() throws Exception {
    restart("  limits: {idleTimeout: 3s, minRequestBodyRate: 1KiB, headerTimeout: 2s}\n");
    client.send(LARGE);
    origin.take().readHead();
    Thread sender =
        new Thread(
            () -> {
              try {
                while (true) {
                  client.send("x".repeat(1 << 16));
                }
              } catch (IOException e) {
                // The end of the test.
              }
            });
    sender.setDaemon(true);
    sender.start();

    assertThat(client.readHead())
        .startsWith("HTTP/1.1 504 Gateway Timeout\r\n")
        .contains("x-tapmesh-error: upstream_stalled\r\n");
    client.close();
    sender.join(60_000);
    assertThat(sender.isAlive()).isFalse();
  }

  @Test
  void interimResponsesWithoutEndAreBrokenOff() throws Exception {
    restart("  limits: {maxInterimResponses: 3}\n");
    client.send(GET);
    Wire server = origin.take();
    server.readHead();
    String interim = "HTTP/1.1 102 Processing\r\n\r\n";
    server.send(interim.repeat(4));

    assertThat(client.read(3 * interim.length())).isEqualTo(interim.repeat(3));
    assertThat(client.readHead())
        .startsWith("HTTP/1.1 502 Bad Gateway\r\n")
        .contains("x-tapmesh-error: bad_response\r\n");
    assertThat(server.ending()).isIn("end", "reset");
  }
}
