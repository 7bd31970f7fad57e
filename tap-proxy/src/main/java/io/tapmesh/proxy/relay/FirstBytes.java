package io.tapmesh.proxy.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import java.util.Set;

/**
 * Tells from the first bytes of a client what it speaks. Looks at no more than {@link #LIMIT} of
 * them, and consumes none.
 *
 * <p>To take something else for HTTP would break it, to take HTTP for something else only costs
 * what could have been seen of it; so a verdict of HTTP needs proof: a request line up to its
 * {@code HTTP/} and a digit, which Redis' {@code GET /a} and RTSP's {@code OPTIONS *} lack. Only
 * when no more bytes are to be waited for, a method with a path is enough.
 */
final class FirstBytes {

  /** What was found. */
  enum Verdict {
    UNDECIDED,
    HTTP1,
    HTTP2,
    TLS,
    TCP
  }

  static final int LIMIT = 1024;

  private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);

  /** Of the preface, what nothing else begins with. */
  private static final int PREFACE_LINE = "PRI * HTTP/2.0".length();

  private static final byte[] VERSION = "HTTP/".getBytes(US_ASCII);
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");
  private static final int MAX_METHOD = 32;
  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

  private static final int RECORD_HANDSHAKE = 22;
  private static final int CLIENT_HELLO = 1;
  private static final int MAX_RECORD = (16 << 10) + 256;
  private static final int TLS_PREFIX = 6;

  private FirstBytes() {}

  /** What the client speaks, if these bytes say so. */
  static Verdict of(ByteBuf in) {
    return judge(in, false);
  }

  /** As {@link #of}, but never undecided: no more bytes are waited for. */
  static Verdict atLast(ByteBuf in) {
    return judge(in, true);
  }

  private static Verdict judge(ByteBuf in, boolean last) {
    if (!in.isReadable()) {
      return last ? Verdict.TCP : Verdict.UNDECIDED;
    }
    if (in.getByte(in.readerIndex()) == RECORD_HANDSHAKE) {
      return tls(in, last);
    }
    if (in.getByte(in.readerIndex()) == 'P') {
      int same = samePrefix(in, PREFACE);
      if (same == PREFACE.length) {
        return Verdict.HTTP2;
      }
      if (same == in.readableBytes()) {
        return !last ? Verdict.UNDECIDED : same < PREFACE_LINE ? Verdict.TCP : Verdict.HTTP2;
      }
    }
    return http1(in, last);
  }

  private static int samePrefix(ByteBuf in, byte[] pattern) {
    int length = Math.min(in.readableBytes(), pattern.length);
    int i = 0;
    while (i < length && in.getByte(in.readerIndex() + i) == pattern[i]) {
      i++;
    }
    return i;
  }

  /** A handshake record of SSL 3 to TLS 1.3 (RFC 8446, 5.1) that begins with a client's hello. */
  private static Verdict tls(ByteBuf in, boolean last) {
    int at = in.readerIndex();
    int length = in.readableBytes();
    boolean wrong =
        (length > 1 && in.getByte(at + 1) != 3)
            || (length > 2 && in.getUnsignedByte(at + 2) > 4)
            || (length > 4 && !isRecordLength(in.getUnsignedShort(at + 3)))
            || (length > 5 && in.getByte(at + 5) != CLIENT_HELLO);
    if (wrong) {
      return Verdict.TCP;
    }
    return length >= TLS_PREFIX ? Verdict.TLS : last ? Verdict.TCP : Verdict.UNDECIDED;
  }

  private static boolean isRecordLength(int length) {
    return length >= 4 && length <= MAX_RECORD;
  }

  private static Verdict http1(ByteBuf in, boolean last) {
    int at = in.readerIndex();
    int end = at + Math.min(in.readableBytes(), LIMIT);
    // One empty line before a request is forgiven (RFC 9112, 2.2).
    for (int i = 0; i < 2 && at < end && in.getByte(at) == "\r\n".charAt(i); i++) {
      at++;
    }
    boolean halfLine = at - in.readerIndex() == 1;
    int target = at;
    while (target < end && target - at < MAX_METHOD && isToken(in.getByte(target))) {
      target++;
    }
    if (target == end && !(halfLine && at < end)) {
      return last ? Verdict.TCP : Verdict.UNDECIDED;
    }
    if (halfLine || target == at || in.getByte(target) != ' ') {
      return Verdict.TCP;
    }
    boolean known = METHODS.contains(in.toString(at, target - at, US_ASCII));
    return requestLine(in, target + 1, end, known, last);
  }

  private static Verdict requestLine(ByteBuf in, int target, int end, boolean known, boolean last) {
    boolean path = target < end && isPathStart(in.getByte(target));
    boolean absolute = false;
    for (int i = target; i < end; i++) {
      byte b = in.getByte(i);
      absolute |= b == ':' && isAt(in, i, end, "://");
      if (b == '\n' || (b >= 0 && b < ' ' && b != '\r' && b != '\t')) {
        return Verdict.TCP;
      }
      boolean version = b == ' ' && isVersion(in, i + 1, end);
      if (version) {
        return known || path || absolute ? Verdict.HTTP1 : Verdict.TCP;
      }
    }
    boolean complete = end - in.readerIndex() == LIMIT;
    if (!last && !complete) {
      return Verdict.UNDECIDED;
    }
    return known && (path || absolute) ? Verdict.HTTP1 : Verdict.TCP;
  }

  private static boolean isPathStart(byte b) {
    return b == '/' || b == '*';
  }

  private static boolean isAt(ByteBuf in, int index, int end, String text) {
    if (end - index < text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (in.getByte(index + i) != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isVersion(ByteBuf in, int at, int end) {
    if (at + VERSION.length >= end) {
      return false;
    }
    for (int i = 0; i < VERSION.length; i++) {
      if (in.getByte(at + i) != VERSION[i]) {
        return false;
      }
    }
    byte digit = in.getByte(at + VERSION.length);
    return digit >= '0' && digit <= '9';
  }

  private static boolean isToken(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || TOKEN_MARKS.indexOf(b) >= 0;
  }
}
