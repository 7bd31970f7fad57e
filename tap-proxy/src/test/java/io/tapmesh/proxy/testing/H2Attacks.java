package io.tapmesh.proxy.testing;

import static io.tapmesh.proxy.testing.H2Wire.CONTINUATION;
import static io.tapmesh.proxy.testing.H2Wire.DATA;
import static io.tapmesh.proxy.testing.H2Wire.GET;
import static io.tapmesh.proxy.testing.H2Wire.HEADERS;
import static io.tapmesh.proxy.testing.H2Wire.PING;
import static io.tapmesh.proxy.testing.H2Wire.PRIORITY;
import static io.tapmesh.proxy.testing.H2Wire.PUSH_PROMISE;
import static io.tapmesh.proxy.testing.H2Wire.RST_STREAM;
import static io.tapmesh.proxy.testing.H2Wire.SETTINGS;
import static io.tapmesh.proxy.testing.H2Wire.WINDOW_UPDATE;
import static io.tapmesh.proxy.testing.H2Wire.frame;
import static io.tapmesh.proxy.testing.H2Wire.get;
import static io.tapmesh.proxy.testing.H2Wire.join;
import static io.tapmesh.proxy.testing.H2Wire.number;
import static io.tapmesh.proxy.testing.H2Wire.post;
import static io.tapmesh.proxy.testing.H2Wire.times;

import io.tapmesh.proxy.http2.Http2Violation;
import java.util.stream.Stream;

/** What a hostile peer of HTTP/2 may send, and the name under which that counts. */
public final class H2Attacks {

  /** Lines of a proxy's {@code spec} with limits that the attacks go beyond. */
  public static final String LIMITS =
      """
        limits:
          headerTimeout: 1s
          lingerTimeout: 1s
          http2: {maxResets: 20, maxPings: 30, maxSettings: 10, maxPriorities: 40, maxStreams: 50,
            maxWindowUpdates: 60, maxEmptyFrames: 10, maxContinuations: 8}
      """;

  /** A ping, as it is on the wire. */
  @SuppressWarnings("MutablePublicArray") // Tests do not change it.
  public static final byte[] PING_FRAME = frame(PING, 0, 0, new byte[8]);

  private static final byte[] PRIORITY_FRAME = frame(PRIORITY, 0, 9, new byte[5]);
  private static final byte[] MAX_INCREMENT = number(Integer.MAX_VALUE);

  private H2Attacks() {}

  /** All that is sent behind the preface and the settings. */
  @SuppressWarnings("ArrayRecordComponent") // None is compared.
  public record Attack(String name, Http2Violation violation, byte[] frames) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Attacks that work in either direction. */
  public static Stream<Attack> ofEither() {
    return Stream.of(
        new Attack("PING", Http2Violation.PING_FLOOD, times(31, i -> PING_FRAME)),
        new Attack(
            "SETTINGS", Http2Violation.SETTINGS_FLOOD, times(11, i -> frame(SETTINGS, 0, 0))),
        new Attack("PRIORITY", Http2Violation.PRIORITY_FLOOD, times(41, i -> PRIORITY_FRAME)),
        new Attack(
            "unknown frames", Http2Violation.PRIORITY_FLOOD, times(41, i -> frame(0xbe, 0, 1))),
        new Attack(
            "WINDOW_UPDATE",
            Http2Violation.WINDOW_UPDATE_FLOOD,
            times(61, i -> frame(WINDOW_UPDATE, 0, 0, number(1)))),
        new Attack(
            "window overflow",
            Http2Violation.FLOW_CONTROL,
            frame(WINDOW_UPDATE, 0, 0, MAX_INCREMENT)),
        new Attack("frame size", Http2Violation.FRAME_SIZE, frame(PING, 0, 0, new byte[16_385])),
        new Attack("PUSH_PROMISE", Http2Violation.PROTOCOL, frame(PUSH_PROMISE, 4, 1, number(2))),
        new Attack("HPACK", Http2Violation.COMPRESSION, frame(HEADERS, 5, 1, (byte) 0xff)),
        new Attack(
            "CONTINUATION",
            Http2Violation.CONTINUATION_FLOOD,
            join(frame(HEADERS, 0, 1, GET), times(9, i -> frame(CONTINUATION, 0, 1, (byte) 0x82)))),
        new Attack(
            "large CONTINUATION",
            Http2Violation.CONTINUATION_FLOOD,
            join(
                frame(HEADERS, 0, 1, GET),
                times(5, i -> frame(CONTINUATION, 0, 1, new byte[16_384])))));
  }

  /** Those of clients only. */
  public static Stream<Attack> ofClients() {
    return Stream.of(
        new Attack(
            "empty DATA",
            Http2Violation.EMPTY_FRAME_FLOOD,
            join(post(1), times(11, i -> frame(DATA, 0, 1)))),
        new Attack(
            "empty CONTINUATION",
            Http2Violation.CONTINUATION_FLOOD,
            join(frame(HEADERS, 0, 1, GET), times(9, i -> frame(CONTINUATION, 0, 1)))),
        new Attack(
            "rapid reset",
            Http2Violation.RESET_FLOOD,
            times(21, i -> join(get(2 * i + 1), frame(RST_STREAM, 0, 2 * i + 1, number(8))))),
        new Attack(
            "made you reset",
            Http2Violation.RESET_FLOOD,
            times(21, i -> join(post(2 * i + 1), frame(WINDOW_UPDATE, 0, 2 * i + 1, number(0))))),
        new Attack(
            "malformed heads",
            Http2Violation.RESET_FLOOD,
            times(21, i -> frame(HEADERS, 5, 2 * i + 1, (byte) 0x82))),
        new Attack(
            "streams beyond the limit",
            Http2Violation.RESET_FLOOD,
            times(71, i -> post(2 * i + 1))));
  }
}
