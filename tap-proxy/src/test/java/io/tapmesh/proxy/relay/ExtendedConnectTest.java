package io.tapmesh.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.Http2Settings;
import io.tapmesh.proxy.testing.H2Stream;
import io.tapmesh.proxy.testing.H2Wire;
import io.tapmesh.proxy.testing.Wait;
import io.tapmesh.proxy.testing.Wire;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * WebSocket over HTTP/2 (RFC 8441) is the upstream's offer to its neighbour, which is the proxy; it
 * is not the proxy's to anybody.
 */
final class ExtendedConnectTest extends Http2Contract {

  private static final int ENABLE_CONNECT_PROTOCOL = 8;

  @BeforeEach
  void offeredByTheUpstream() {
    Http2Settings settings = Http2Settings.defaultSettings();
    settings.put((char) ENABLE_CONNECT_PROTOCOL, Long.valueOf(1));
    restartOrigin(settings);
  }

  @Test
  void offerOfAnUpstreamIsNotPassedOn() throws Exception {
    // Now the proxy has the upstream's settings.
    H2Stream first = client.get("/first");
    origin.take().head(true, ":status", "204");
    first.take();

    try (H2Wire wire = H2Wire.client(Wire.connect(proxy.inboundAddress(0)))) {
      List<Integer> announced = settings(wire.read(H2Wire.SETTINGS));
      wire.send(H2Wire.get(1));
      origin.take().head(true, ":status", "204");
      H2Wire.Frame frame = wire.read();
      while (frame.type() != H2Wire.HEADERS) {
        if (frame.type() == H2Wire.SETTINGS) {
          announced.addAll(settings(frame));
        }
        frame = wire.read();
      }
      assertThat(announced).isNotEmpty().doesNotContain(ENABLE_CONNECT_PROTOCOL);
    }
  }

  /** The identifiers of what a frame sets. */
  private static List<Integer> settings(H2Wire.Frame frame) {
    List<Integer> identifiers = new ArrayList<>();
    for (int at = 0; at < frame.payload().length; at += 6) {
      identifiers.add(((frame.payload()[at] & 0xff) << 8) | (frame.payload()[at + 1] & 0xff));
    }
    return identifiers;
  }

  @Test
  void requestForOneIsMalformedAndGoesNowhere() throws Exception {
    H2Stream chat =
        client
            .open()
            .head(
                false,
                ":method",
                "CONNECT",
                ":protocol",
                "websocket",
                ":scheme",
                "http",
                ":path",
                "/chat",
                ":authority",
                "a.test");
    assertThat(chat.take()).isEqualTo("RESET 1");

    client.get("/next");
    assertThat(origin.take().take()).contains(":path=/next");
    assertThat(origin.connections()).hasSize(1);
    Wait.until("only the next one is under way", () -> proxy.counters().exchanges() == 1);
  }
}
