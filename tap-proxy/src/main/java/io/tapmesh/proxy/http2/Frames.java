package io.tapmesh.proxy.http2;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;

/** Numbers on the wire (RFC 9113, 6). */
public final class Frames {

  static final int HEADER_BYTES = 9;
  static final int MAX_PAYLOAD_BYTES = 16_384;
  static final int LARGEST_PAYLOAD_BYTES = (1 << 24) - 1;
  static final int DEFAULT_WINDOW = 65_535;
  static final int MAX_STREAM_ID = Integer.MAX_VALUE;

  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int PRIORITY = 2;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PUSH_PROMISE = 5;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 0x1;
  static final int ACK = 0x1;
  static final int END_HEADERS = 0x4;
  static final int PADDED = 0x8;
  static final int WITH_PRIORITY = 0x20;

  private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);

  /** Bytes that a client's connection begins with. */
  public static final int PREFACE_BYTES = PREFACE.length;

  private Frames() {}

  /**
   * Whether what a client sent first is the preface of HTTP/2, or may yet become it: all readable
   * bytes, up to {@link #PREFACE_BYTES}, are compared.
   */
  public static boolean startsLikePreface(ByteBuf in) {
    int length = Math.min(in.readableBytes(), PREFACE.length);
    for (int i = 0; i < length; i++) {
      if (in.getByte(in.readerIndex() + i) != PREFACE[i]) {
        return false;
      }
    }
    return true;
  }

  static void writePreface(ByteBuf out) {
    out.writeBytes(PREFACE);
  }
}
