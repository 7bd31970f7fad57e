package io.tapmesh.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.proxy.TapProxy;
import io.tapmesh.proxy.testing.Origin;
import io.tapmesh.proxy.testing.Proxies;
import io.tapmesh.proxy.testing.Wait;
import io.tapmesh.proxy.testing.Wire;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Connections that are not looked into: bytes, ends and resets arrive as they were sent. */
abstract class TcpContract extends RelayContract {

  private static final int MEBIBYTE = 1 << 20;

  TcpContract(String transport) {
    super(transport);
  }

  @Override
  String listener() {
    return ", protocol: tcp";
  }

  @Test
  void bytesArriveInBothDirections() throws Exception {
    client.send("to the server\0\u00ff");
    Wire server = origin.take();
    assertThat(server.read(15)).isEqualTo("to the server\0\u00ff");
    server.send("\0to the client");
    assertThat(client.read(14)).isEqualTo("\0to the client");
    client.send("again");
    assertThat(server.read(5)).isEqualTo("again");
  }

  @Test
  void upstreamIsConnectedThoughTheClientIsSilent() throws Exception {
    Wire server = origin.take();
    server.send("220 ready\r\n");

    assertThat(client.read(11)).isEqualTo("220 ready\r\n");
  }

  @Test
  void endOfTheClientsSideIsPassedOnAndTheOtherStaysOpen() throws Exception {
    client.send("question");
    client.endOutput();
    Wire server = origin.take();
    assertThat(server.readToEnd()).isEqualTo("question");
    server.send("answer");
    server.close();

    assertThat(client.readToEnd()).isEqualTo("answer");
    Wait.until("the tunnel is over", () -> proxy.counters().exchanges() == 0);
  }

  @Test
  void endOfTheUpstreamsSideIsPassedOnAndTheOtherStaysOpen() throws Exception {
    Wire server = origin.take();
    server.send("all that I have");
    server.endOutput();
    assertThat(client.readToEnd()).isEqualTo("all that I have");
    client.send("thank you");
    client.endOutput();

    assertThat(server.readToEnd()).isEqualTo("thank you");
    Wait.until("both are closed", () -> proxy.counters().clientConnections() == 0);
    Wait.until("both are closed", () -> proxy.counters().upstreamConnections() == 0);
  }

  @Test
  void clientThatEndsAtOnceStillHearsTheServer() throws Exception {
    client.endOutput();
    Wire server = origin.take();
    assertThat(server.readToEnd()).isEmpty();
    server.send("daytime");
    server.close();

    assertThat(client.readToEnd()).isEqualTo("daytime");
  }

  @Test
  void resetOfTheClientIsPassedOn() throws Exception {
    client.send("x");
    Wire server = origin.take();
    server.read(1);
    client.reset();

    assertThat(server.ending()).isEqualTo("reset");
    Wait.until("the tunnel is over", () -> proxy.counters().exchanges() == 0);
  }

  @Test
  void resetOfTheUpstreamIsPassedOn() throws Exception {
    Wire server = origin.take();
    server.send("x");
    assertThat(client.read(1)).isEqualTo("x");
    server.reset();

    assertThat(client.ending()).isEqualTo("reset");
  }

  @Test
  void resetAfterAnEndIsPassedOn() throws Exception {
    client.send("x");
    Wire server = origin.take();
    server.read(1);
    server.endOutput();
    assertThat(client.readToEnd()).isEmpty();
    client.reset();

    server.awaitReset();
    Wait.until("the tunnel is over", () -> proxy.counters().exchanges() == 0);
  }

  @Test
  void lastWordsOfAnUpstreamThatClosesOnItsClientArrive() throws Exception {
    Wire server = origin.take();
    server.send("go away\r\n");
    assertThat(client.read(9)).isEqualTo("go away\r\n");
    server.close();
    client.send("but I have");

    assertThat(client.ending()).isIn("end", "reset");
    client.close();
    Wait.until("the tunnel is over", () -> proxy.counters().upstreamConnections() == 0);
  }

  @Test
  void clientIsResetIfNobodyListens() throws Exception {
    client.close();
    origin.close();
    try (Wire late = connect()) {
      assertThat(late.ending()).isEqualTo("reset");
    }
    Wait.until("nothing is left", () -> proxy.counters().exchanges() == 0);
  }

  @Test
  void nextEndpointIsTriedIfOneRefuses() throws Exception {
    Origin gone = new Origin();
    gone.close();
    String yaml =
        "  outbound:%n  - {listen: '127.0.0.1:0', service: s, protocol: tcp, endpoints: ['%s', '%s']}%n"
            .formatted(Proxies.text(gone.address()), Proxies.text(origin.address()));
    origin.take();
    try (TapProxy outbound = TapProxy.start(Proxies.config(transport(), yaml, ""))) {
      for (int i = 0; i < 4; i++) {
        try (Wire app = Wire.connect(outbound.outboundAddress(0))) {
          app.send("x");
          assertThat(origin.take().read(1)).isEqualTo("x");
        }
      }
      assertThat(outbound.counters().retries()).isPositive();
    }
  }

  @Test
  void megabytesArriveWholeInBothDirectionsAtOnce() throws Exception {
    byte[] up = random(8 * MEBIBYTE, 1);
    byte[] down = random(8 * MEBIBYTE, 2);
    Wire server = origin.take();
    CompletableFuture<Boolean> sent = async(() -> sendAll(client, up));
    CompletableFuture<Boolean> answered = async(() -> sendAll(server, down));
    CompletableFuture<byte[]> received = async(() -> server.in().readAllBytes());

    assertThat(Arrays.equals(client.in().readAllBytes(), down)).isTrue();
    assertThat(Arrays.equals(received.get(60, TimeUnit.SECONDS), up)).isTrue();
    assertThat(sent.get() && answered.get()).isTrue();
    Wait.until("the tunnel is over", () -> proxy.counters().exchanges() == 0);
  }

  @Test
  void slowReaderHoldsUpTheWriter() throws Exception {
    Wire server = origin.take();
    AtomicLong written = new AtomicLong();
    byte[] block = random(64 << 10, 3);
    CompletableFuture<Boolean> writing =
        async(
            () -> {
              for (int i = 0; i < 1024; i++) {
                server.send(block);
                written.addAndGet(block.length);
              }
              server.endOutput();
              return true;
            });
    // Sockets between them hold some megabytes, the proxy less than one; then nothing moves.
    AtomicLong last = new AtomicLong(-1);
    Wait.until(
        "the writer is held up",
        () -> written.get() > 0 && last.getAndSet(written.get()) == written.get());
    assertThat(written.get()).isLessThan(48L * MEBIBYTE);
    long total = 0;
    byte[] buffer = new byte[1 << 16];
    for (int n = client.in().read(buffer); n >= 0; n = client.in().read(buffer)) {
      total += n;
    }

    assertThat(total).isEqualTo(64L * MEBIBYTE);
    assertThat(writing.get(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void silentTunnelIsResetAfterItsIdleTime() throws Exception {
    restart("  limits: {tunnelIdleTimeout: 2s}\n");
    client.send("x");
    client.endOutput();

    assertThat(client.ending()).isEqualTo("reset");
  }

  @Test
  void tunnelsAreResetWhenTheDrainsTimeIsUp() throws Exception {
    client.send("x");
    origin.take().read(1);
    CompletableFuture<Boolean> draining = async(proxy::drain);

    assertThat(client.ending()).isEqualTo("reset");
    assertThat(draining.get(60, TimeUnit.SECONDS)).isFalse();
  }

  @Test
  void connectionsBeyondTheLimitAreReset() throws Exception {
    restart("  limits: {maxConnections: 1}\n");
    client.send("x");
    try (Wire second = connect()) {
      assertThat(second.ending()).isEqualTo("reset");
    }
  }

  static byte[] random(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static boolean sendAll(Wire wire, byte[] bytes) throws IOException {
    wire.send(bytes);
    wire.endOutput();
    return true;
  }

  interface Work<T> {
    T run() throws Exception;
  }

  static <T> CompletableFuture<T> async(Work<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(work.run());
              } catch (Exception | AssertionError e) {
                result.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return result;
  }
}
