package io.tapmesh.proxy.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;

/**
 * Tells from the first bytes of a client what it speaks. Looks at no more than {@link #LIMIT} of
 * them, and consumes none.
 *
 * <p>Two mistakes are possible. To take something else for HTTP would break it; so HTTP needs
 * proof: a request line up to its {@code HTTP/} and a digit, which Redis' {@code GET /a} and RTSP's
 * {@code OPTIONS *} lack. To take HTTP for something else would lead it around every check; so what
 * could still become a request with a method of {@link #METHODS}, or has become one that only a
 * lenient server would understand, is {@link Verdict#HELD} or HTTP, and never TCP.
 */
final class FirstBytes {

  /** What was found. */
  enum Verdict {
    /** Says nothing yet, and is no request that has begun. */
    UNDECIDED,
    /** Says nothing yet, and may become a request: not to be passed on as it is. */
    HELD,
    HTTP1,
    HTTP2,
    TLS,
    TCP
  }

  static final int LIMIT = 1024;

  /** Of HTTP/2's preface, what nothing else begins with. */
  private static final byte[] PREFACE_LINE = "PRI * HTTP/2.0".getBytes(US_ASCII);

  private static final String VERSION = "HTTP/";
  private static final String[] METHODS = {
    "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"
  };
  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

  private static final int RECORD_HANDSHAKE = 22;
  private static final int CLIENT_HELLO = 1;
  private static final int MAX_RECORD = (16 << 10) + 256;
  private static final int TLS_PREFIX = 6;

  private FirstBytes() {}

  /** What the client speaks, if these bytes say so; with {@link #LIMIT} of them they always do. */
  static Verdict of(ByteBuf in) {
    Verdict verdict = look(in);
    return isFull(in) ? settled(verdict, Verdict.HTTP1) : verdict;
  }

  /** As {@link #of}, where nothing more is to come: never undecided. */
  static Verdict atEnd(ByteBuf in) {
    // What has no target yet can't be a request any more, for anybody.
    return settled(of(in), hasTarget(in) ? Verdict.HTTP1 : Verdict.TCP);
  }

  /**
   * As {@link #of}, where only HTTP is served: {@link Verdict#TCP} for what cannot become HTTP.
   * What is too long for a verdict is left to the reader of HTTP/1.
   */
  static Verdict ofHttp(ByteBuf in) {
    return switch (look(in)) {
      case UNDECIDED -> isFull(in) ? Verdict.HTTP1 : Verdict.UNDECIDED;
      case HELD -> isFull(in) ? Verdict.HTTP1 : Verdict.HELD;
      case HTTP1 -> Verdict.HTTP1;
      case HTTP2 -> Verdict.HTTP2;
      case TLS, TCP -> Verdict.TCP;
    };
  }

  private static boolean isFull(ByteBuf in) {
    return in.readableBytes() >= LIMIT;
  }

  private static Verdict settled(Verdict verdict, Verdict held) {
    return verdict == Verdict.UNDECIDED ? Verdict.TCP : verdict == Verdict.HELD ? held : verdict;
  }

  private static Verdict look(ByteBuf in) {
    if (!in.isReadable()) {
      return Verdict.UNDECIDED;
    }
    byte first = in.getByte(in.readerIndex());
    if (first == RECORD_HANDSHAKE) {
      return tls(in);
    }
    if (first == PREFACE_LINE[0]) {
      int same = prefaceBytes(in);
      if (same == PREFACE_LINE.length) {
        return Verdict.HTTP2;
      }
      if (same == in.readableBytes()) {
        return Verdict.HELD;
      }
    }
    return http1(in);
  }

  private static int prefaceBytes(ByteBuf in) {
    int length = Math.min(in.readableBytes(), PREFACE_LINE.length);
    int i = 0;
    while (i < length && in.getByte(in.readerIndex() + i) == PREFACE_LINE[i]) {
      i++;
    }
    return i;
  }

  /** A handshake record of SSL 3 to TLS 1.3 (RFC 8446, 5.1) that begins with a client's hello. */
  private static Verdict tls(ByteBuf in) {
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
    return length >= TLS_PREFIX ? Verdict.TLS : Verdict.UNDECIDED;
  }

  private static boolean isRecordLength(int length) {
    return length >= 4 && length <= MAX_RECORD;
  }

  // ---- HTTP/1 ----

  private static Verdict http1(ByteBuf in) {
    int end = in.readerIndex() + Math.min(in.readableBytes(), LIMIT);
    int method = methodStart(in, end);
    int methodEnd = tokenEnd(in, method, end);
    if (methodEnd == end) {
      boolean may = methodEnd == method || isMethod(in, method, methodEnd, true);
      return may ? Verdict.HELD : Verdict.UNDECIDED;
    }
    if (methodEnd == method) {
      return Verdict.TCP;
    }
    return isMethod(in, method, methodEnd, false)
        ? registered(in, methodEnd, end)
        : unregistered(in, method, methodEnd, end);
  }

  /**
   * Behind any blanks and empty lines: RFC 9112 lets servers skip empty lines (2.2), and take words
   * apart at any blanks (3).
   */
  private static int methodStart(ByteBuf in, int end) {
    int at = in.readerIndex();
    while (at < end && (isBlank(in.getByte(at)) || in.getByte(at) == '\n')) {
      at++;
    }
    return at;
  }

  private static int tokenEnd(ByteBuf in, int start, int end) {
    int at = start;
    while (at < end && isToken(in.getByte(at))) {
      at++;
    }
    return at;
  }

  private static boolean hasTarget(ByteBuf in) {
    int end = in.writerIndex();
    int target = tokenEnd(in, methodStart(in, end), end);
    while (target < end && isBlank(in.getByte(target))) {
      target++;
    }
    return target < end;
  }

  private static boolean isMethod(ByteBuf in, int start, int end, boolean orBeginsOne) {
    for (String method : METHODS) {
      int length = end - start;
      boolean fits = orBeginsOne ? length <= method.length() : length == method.length();
      if (fits && isAt(in, start, end, method.substring(0, length))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Behind a method that HTTP/1 begins with: whatever stands in the line, it is one of HTTP if it
   * names the version. Which servers would understand it is not for us to guess.
   */
  private static Verdict registered(ByteBuf in, int methodEnd, int end) {
    if (!isGap(in.getByte(methodEnd))) {
      return Verdict.TCP;
    }
    for (int i = methodEnd + 1; i < end; i++) {
      byte b = in.getByte(i);
      if (b == '\n') {
        return Verdict.TCP;
      }
      // Whatever comes behind it, a sign for example: some server may read it as a number.
      if (isGap(b) && isProtocolName(in, i + 1, end - 1)) {
        return Verdict.HTTP1;
      }
    }
    return Verdict.HELD;
  }

  /** Any other word may begin any other protocol: the line has to look like a request's. */
  private static Verdict unregistered(ByteBuf in, int method, int methodEnd, int end) {
    int target = methodEnd;
    while (target < end && isBlank(in.getByte(target))) {
      target++;
    }
    if (target == methodEnd) {
      return Verdict.TCP;
    }
    boolean slash = target < end && in.getByte(target) == '/';
    boolean path = slash || (target < end && in.getByte(target) == '*');
    boolean absolute = false;
    for (int i = target; i < end; i++) {
      byte b = in.getByte(i);
      absolute |= b == ':' && isAt(in, i, end, "://");
      if (b == '\n' || (b >= 0 && b < ' ' && !isBlank(b))) {
        return Verdict.TCP;
      }
      if (isBlank(b) && isVersion(in, i + 1, end)) {
        return path || absolute ? Verdict.HTTP1 : Verdict.TCP;
      }
    }
    return slash && isUpperCase(in, method, methodEnd) ? Verdict.HELD : Verdict.UNDECIDED;
  }

  private static boolean isUpperCase(ByteBuf in, int start, int end) {
    for (int i = start; i < end; i++) {
      byte b = in.getByte(i);
      if (b >= 'a' && b <= 'z') {
        return false;
      }
    }
    return in.getByte(start) >= 'A' && in.getByte(start) <= 'Z';
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

  /** {@code HTTP/} in any case, and a digit. */
  private static boolean isVersion(ByteBuf in, int at, int end) {
    if (end - at <= VERSION.length() || !isProtocolName(in, at, end)) {
      return false;
    }
    byte digit = in.getByte(at + VERSION.length());
    return digit >= '0' && digit <= '9';
  }

  /** {@code HTTP/} in any case. */
  private static boolean isProtocolName(ByteBuf in, int at, int end) {
    if (end - at < VERSION.length()) {
      return false;
    }
    for (int i = 0; i < VERSION.length(); i++) {
      byte b = in.getByte(at + i);
      int upper = b >= 'a' && b <= 'z' ? b - ('a' - 'A') : b;
      if (upper != VERSION.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * What some server takes words apart at: blanks, and what else Unicode has for a space or a
   * separator within the first 256 characters.
   */
  private static boolean isGap(byte b) {
    return isBlank(b) || (b >= 0x1c && b <= 0x1f) || b == (byte) 0x85 || b == (byte) 0xa0;
  }

  /** What RFC 9112, 3 lets servers take for the space: SP, HTAB, VT, FF or a bare CR. */
  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == 0x0b || b == '\f' || b == '\r';
  }

  private static boolean isToken(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || TOKEN_MARKS.indexOf(b) >= 0;
  }
}
