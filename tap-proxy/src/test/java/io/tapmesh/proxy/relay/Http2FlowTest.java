package io.tapmesh.proxy.relay;

import static io.tapmesh.proxy.testing.H2Wire.GOAWAY;
import static io.tapmesh.proxy.testing.H2Wire.HEADERS;
import static io.tapmesh.proxy.testing.H2Wire.OK;
import static io.tapmesh.proxy.testing.H2Wire.SETTINGS;
import static io.tapmesh.proxy.testing.H2Wire.frame;
import static io.tapmesh.proxy.testing.H2Wire.join;
import static io.tapmesh.proxy.testing.H2Wire.number;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Settings;
import io.tapmesh.proxy.TapProxy;
import io.tapmesh.proxy.testing.H2Client;
import io.tapmesh.proxy.testing.H2Stream;
import io.tapmesh.proxy.testing.H2Wire;
import io.tapmesh.proxy.testing.Origin;
import io.tapmesh.proxy.testing.Proxies;
import io.tapmesh.proxy.testing.Wait;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Windows, back-pressure, connections that come and go, and what is tried again. */
final class Http2FlowTest extends Http2Contract {

  private static final String[] OK_HEAD = {":status", "200"};
  private static final int MIB = 1 << 20;

  private static void send(H2Stream stream, int mebibytes, boolean end) {
    for (int i = 1; i <= mebibytes; i++) {
      stream.data(Unpooled.wrappedBuffer(new byte[MIB]), end && i == mebibytes, 0);
    }
  }

  @Test
  void takesNoMoreThanTheWindowsForAClientThatDoesNotRead() throws Exception {
    H2Stream request = client.get("/big").reading(false);
    H2Stream served = origin.take();
    served.take();
    served.head(false, OK_HEAD);
    // Frames of 64 KiB count as sent one by one.
    for (int i = 0; i < 512; i++) {
      served.data(Unpooled.wrappedBuffer(new byte[64 << 10]), i == 511, 0);
    }
    Wait.until("the first window is used up", () -> served.sent() >= 256 << 10);
    // Another stream on both connections still moves, which shows that nothing is late.
    relayOne();
    assertThat(served.sent()).isLessThan(MIB);
    request.reading(true);
    assertThat(request.take()).startsWith("HEAD :status=200");
    assertThat(request.takeData()).hasSize(32 * MIB);
  }

  @Test
  void takesNoMoreThanTheWindowsForAnUpstreamThatDoesNotRead() throws Exception {
    H2Stream request = client.request(false, "POST", "/big");
    H2Stream served = origin.take();
    served.take();
    served.reading(false);
    for (int i = 0; i < 512; i++) {
      request.data(Unpooled.wrappedBuffer(new byte[64 << 10]), i == 511, 0);
    }
    Wait.until("the first window is used up", () -> request.sent() >= 256 << 10);
    relayOne();
    assertThat(request.sent()).isLessThan(MIB);
    served.reading(true);
    assertThat(served.takeData()).hasSize(32 * MIB);
  }

  private void relayOne() throws InterruptedException {
    H2Stream other = client.get("/other");
    H2Stream served = origin.take();
    served.head(false, OK_HEAD).data("x".repeat(300_000), true);
    assertThat(other.take()).startsWith("HEAD :status=200");
    assertThat(other.takeData()).hasSize(300_000);
  }

  @Test
  void doesNotLetStreamsThatAreNotReadHoldUpOthers() throws Exception {
    List<H2Stream> unread = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      unread.add(client.get("/" + i).reading(false));
      H2Stream served = origin.take();
      served.head(false, OK_HEAD);
      send(served, 1, true);
    }
    relayOne();
    for (H2Stream stream : unread) {
      stream.reading(true);
      assertThat(stream.take()).startsWith("HEAD :status=200");
      assertThat(stream.takeData()).hasSize(MIB);
    }
  }

  @Test
  void opensFurtherConnectionsWhenAllStreamsAreInUse() throws Exception {
    restartOrigin(Http2Settings.defaultSettings().maxConcurrentStreams(5));
    List<H2Stream> requests = new ArrayList<>();
    // The first one learns what the origin allows.
    requests.add(client.get("/first"));
    List<H2Stream> served = new ArrayList<>();
    served.add(origin.take().head(false, OK_HEAD));
    assertThat(requests.get(0).take()).startsWith("HEAD :status=200");
    for (int i = 0; i < 11; i++) {
      requests.add(client.get("/" + i));
    }
    for (int i = 0; i < 11; i++) {
      served.add(origin.take());
    }
    assertThat(origin.connections()).hasSize(3);
    served.remove(0).data("rest", true);
    assertThat(requests.remove(0).takeData()).isEqualTo("rest");
    served.forEach(stream -> stream.head(true, OK_HEAD));
    for (H2Stream request : requests) {
      assertThat(request.take()).startsWith("HEAD :status=200");
    }
  }

  @Test
  void answersWhenNoStreamBecomesFreeInTime() throws Exception {
    restartOrigin(Http2Settings.defaultSettings().maxConcurrentStreams(1));
    restart("  limits: {http2: {maxUpstreams: 1, maxWaiting: 1, streamTimeout: 3s}}\n");
    H2Stream first = client.get("/first");
    origin.take().head(false, OK_HEAD);
    // It comes after what the origin allows.
    assertThat(first.take()).startsWith("HEAD :status=200");
    H2Stream waiting = client.get("/waits");
    H2Stream tooMany = client.get("/too-many");
    assertThat(tooMany.take()).contains(":status=503").contains("too_many_streams");
    assertThat(waiting.take()).contains(":status=503").contains("stream_timeout");
  }

  @Test
  void sendsARefusedRequestOnceMore() throws Exception {
    H2Stream request = client.request(true, "POST", "/order");
    origin.take().reset(7);
    H2Stream again = origin.take();
    assertThat(again.take()).contains(":path=/order");
    again.head(true, OK_HEAD);
    assertThat(request.take()).startsWith("HEAD :status=200");
    assertThat(proxy.counters().retries()).isEqualTo(1);

    request = client.request(true, "POST", "/order");
    origin.take().reset(7);
    origin.take().reset(7);
    assertThat(request.take()).isEqualTo("RESET 7");
  }

  @Test
  void sendsWhatAnUpstreamThatLeavesDidNotLookAtOnANewConnection() throws Exception {
    try (Origin raw = new Origin();
        TapProxy other = Proxies.http2("auto", raw.address(), "");
        H2Client caller = new H2Client(other.inboundAddress(0))) {
      H2Stream kept = caller.get("/kept");
      H2Wire first = new H2Wire(raw.take()).skipPreface();
      first.read(HEADERS);
      H2Stream moved = caller.request(true, "POST", "/moved");
      first.read(HEADERS);
      first.send(frame(SETTINGS, 0, 0), frame(GOAWAY, 0, 0, join(number(1), number(0))));
      H2Wire second = new H2Wire(raw.take()).skipPreface();
      second.read(HEADERS);
      second.send(frame(SETTINGS, 0, 0), frame(HEADERS, 5, 1, OK));
      assertThat(moved.take()).isEqualTo("HEAD :status=200 END");
      first.send(frame(HEADERS, 5, 1, OK));
      assertThat(kept.take()).isEqualTo("HEAD :status=200 END");
      assertThat(first.ends()).isTrue();
    }
  }

  @Test
  void tellsTheClientThatAResponseWasCut() throws Exception {
    H2Stream request = client.get("/");
    H2Stream served = origin.take();
    served.head(false, OK_HEAD).data("half", false);
    assertThat(request.take()).startsWith("HEAD");
    assertThat(request.take()).isEqualTo("DATA half");
    origin.connections().get(0).close().syncUninterruptibly();
    assertThat(request.take()).isEqualTo("RESET 2");
    Wait.until("the exchange has ended", () -> proxy.counters().exchanges() == 0);
  }

  @Test
  void letsStreamsEndWhenItDrains() throws Exception {
    restart("  drain: {timeout: 1m}\n");
    H2Stream request = client.get("/slow");
    H2Stream served = origin.take();
    Thread drain = new Thread(proxy::close);
    drain.start();
    assertThat(client.takeEvent()).isEqualTo("GOAWAY 0");
    served.head(false, OK_HEAD).data("done", true);
    assertThat(request.take()).startsWith("HEAD :status=200");
    assertThat(request.takeData()).isEqualTo("done");
    drain.join(60_000);
    assertThat(drain.isAlive()).isFalse();
    assertThat(proxy.counters().clientConnections()).isZero();
  }

  @Test
  void continuesTheTraceOfTheClient() throws Exception {
    restart("  telemetry: {kafka: {bootstrapServers: '127.0.0.1:1'}}\n");
    String trace = "0af7651916cd43dd8448eb211c80319c";
    client.get("/", "traceparent", "00-" + trace + "-b7ad6b7169203331-01", "x-after", "1");
    String head = origin.take().take();
    assertThat(head).contains(" traceparent=00-" + trace + "-").doesNotContain("b7ad6b7169203331");
    assertThat(head.indexOf("traceparent")).isLessThan(head.indexOf("x-after"));
  }
}
