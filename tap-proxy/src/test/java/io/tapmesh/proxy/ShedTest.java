package io.tapmesh.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.tapmesh.proxy.relay.MemoryBudget;
import io.tapmesh.proxy.testing.H2Client;
import io.tapmesh.proxy.testing.H2Origin;
import io.tapmesh.proxy.testing.H2Stream;
import io.tapmesh.proxy.testing.H2Wire;
import io.tapmesh.proxy.testing.Origin;
import io.tapmesh.proxy.testing.Proxies;
import io.tapmesh.proxy.testing.Wait;
import io.tapmesh.proxy.testing.Wire;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What is shed when memory is short, of each protocol but HTTP/1, and that it ends with that. */
final class ShedTest {

  private static final double PLENTY = 0.1;
  private static final double NO_REQUESTS = 0.9;
  private static final double RESET_STALLED = 0.96;

  private final AtomicReference<Double> share = new AtomicReference<>(PLENTY);
  private final MemoryBudget memory = new MemoryBudget(share::get, () -> 0);

  private TapProxy proxy(InetSocketAddress application, String protocol) {
    String inbound =
        "  inbound: [{listen: '127.0.0.1:0', application: '%s', protocol: %s}]%n"
            .formatted(Proxies.text(application), protocol);
    return TapProxy.start(Proxies.config("auto", inbound, ""), null, memory);
  }

  @Test
  void requestsOfHttp2AreRefusedAndServedAgainOnTheSameConnection() throws Exception {
    try (H2Origin origin = new H2Origin().answer(new byte[] {'o', 'k'});
        TapProxy proxy = proxy(origin.address(), "http2");
        H2Client client = new H2Client(proxy.inboundAddress(0))) {
      assertThat(client.get("/first").take()).as("it is let in").startsWith("HEAD :status=200");

      share.set(NO_REQUESTS);
      H2Stream refused = client.get("/");
      assertThat(refused.take())
          .startsWith("HEAD :status=503 ")
          .contains(" x-tapmesh-error=overloaded", " retry-after=1");
      assertThat(refused.takeData()).contains("memory");

      H2Stream call =
          client.request(false, "POST", "/shop.Cart/Get", "content-type", "application/grpc");
      assertThat(call.take()).contains(":status=200", " grpc-status=14 ").endsWith(" END");
      assertThat(proxy.counters().shedRequests()).isEqualTo(2);

      share.set(PLENTY);
      H2Stream served = client.get("/");
      assertThat(served.take()).startsWith("HEAD :status=200");
      assertThat(served.takeData()).isEqualTo("ok");
      assertThat(client.isQuiet()).as("the connection stays").isTrue();
    }
  }

  @Test
  void onlyTheStreamWhoseClientDoesNotReadIsReset() throws Exception {
    try (H2Origin origin = new H2Origin();
        TapProxy proxy = proxy(origin.address(), "http2");
        H2Client client = new H2Client(proxy.inboundAddress(0))) {
      H2Stream other = client.get("/other");
      H2Stream otherServed = origin.take();
      H2Stream stalled = client.get("/big").reading(false);
      H2Stream served = origin.take();
      served.head(false, ":status", "200");
      for (int i = 0; i < 64; i++) {
        served.data(Unpooled.wrappedBuffer(new byte[64 << 10]), i == 63, 0);
      }
      // More than the client's window: the rest waits in the proxy.
      Wait.until("the windows are used up", () -> served.sent() >= 256 << 10);

      share.set(RESET_STALLED);
      Wait.until("it is shed", () -> proxy.counters().shedStalled() == 1);
      assertThat(served.take()).startsWith("HEAD :method=GET");
      assertThat(served.take()).as("to the upstream").isEqualTo("RESET 8");
      stalled.reading(true);
      String frame = stalled.take();
      while (!frame.startsWith("RESET")) {
        frame = stalled.take();
      }
      assertThat(frame).as("to the client").isEqualTo("RESET 8");

      otherServed.head(true, ":status", "204");
      assertThat(other.take()).startsWith("HEAD :status=204");
      assertThat(proxy.counters().shedStalled()).isEqualTo(1);
    }
  }

  @Test
  void connectionOfHttp2WhoseClientReadsNothingIsReset() throws Exception {
    try (H2Origin origin = new H2Origin();
        TapProxy proxy = proxy(origin.address(), "http2");
        H2Client other = new H2Client(proxy.inboundAddress(0));
        Wire wire = Wire.connect(proxy.inboundAddress(0))) {
      H2Stream waiting = other.get("/other");
      H2Stream waitingServed = origin.take();
      byte[] window = H2Wire.number(1 << 30);
      H2Wire.client(wire)
          .send(
              H2Wire.frame(H2Wire.SETTINGS, 0, 0, H2Wire.join(new byte[] {0, 4}, window)),
              H2Wire.frame(H2Wire.WINDOW_UPDATE, 0, 0, window),
              H2Wire.get(1));
      H2Stream served = origin.take();
      served.head(false, ":status", "200");
      for (int i = 0; i < 512; i++) {
        served.data(Unpooled.wrappedBuffer(new byte[64 << 10]), i == 511, 0);
      }
      share.set(RESET_STALLED);
      Wait.until("it is shed", () -> proxy.counters().shedStalled() >= 1);
      assertThat(wire.ending()).isEqualTo("reset");

      waitingServed.head(true, ":status", "204");
      assertThat(waiting.take()).startsWith("HEAD :status=204");
    }
  }

  @Test
  void connectionOfTcpWhoseClientDoesNotReadIsReset() throws Exception {
    try (Origin origin = new Origin();
        TapProxy proxy = proxy(origin.address(), "tcp");
        Wire idle = Wire.connect(proxy.inboundAddress(0))) {
      idle.send("x");
      Wire idleServed = origin.take();
      try (Wire stalled = Wire.connect(proxy.inboundAddress(0))) {
        Wire served = origin.take();
        Thread writer = new Thread(() -> writeWithoutEnd(served), "writer");
        writer.setDaemon(true);
        writer.start();
        // The tick looks again and again, until the buffers between the two ends are full.
        share.set(RESET_STALLED);
        Wait.until("it is shed", () -> proxy.counters().shedStalled() == 1);
        assertThat(stalled.ending()).isEqualTo("reset");
        writer.join(10_000);
        assertThat(writer.isAlive()).as("the upstream is told, too").isFalse();
      }
      idleServed.send("y");
      assertThat(idleServed.read(1)).isEqualTo("x");
      assertThat(idle.read(1)).as("who is not stalled goes on").isEqualTo("y");
    }
  }

  private static void writeWithoutEnd(Wire wire) {
    byte[] block = new byte[1 << 16];
    try {
      while (true) {
        wire.out().write(block);
      }
    } catch (IOException e) {
      // The proxy has reset it.
    }
  }
}
