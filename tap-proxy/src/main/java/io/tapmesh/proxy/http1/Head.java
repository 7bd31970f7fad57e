package io.tapmesh.proxy.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.tapmesh.proxy.http.Ascii;
import io.tapmesh.proxy.http.Fields;
import io.tapmesh.proxy.http.HeaderId;
import io.tapmesh.proxy.http.Text;
import io.tapmesh.proxy.http.TextCache;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Start line and headers of one message: a copy of its bytes, and where in them everything is.
 *
 * <p>Reused from message to message, so that reading a head allocates nothing. Not thread-safe.
 */
public abstract class Head implements Fields {

  private static final int NAME_START = 0;
  private static final int NAME_END = 1;
  private static final int VALUE_START = 2;
  private static final int VALUE_END = 3;
  private static final int LINE_END = 4;
  private static final int FIELDS = 5;

  private static final byte[] CHUNKED = "chunked".getBytes(ISO_8859_1);
  private static final byte[] CLOSE = "close".getBytes(ISO_8859_1);
  private static final byte[] KEEP_ALIVE = "keep-alive".getBytes(ISO_8859_1);
  private static final byte[] UPGRADE = "upgrade".getBytes(ISO_8859_1);
  private static final byte[] H2C = "h2c".getBytes(ISO_8859_1);
  private static final byte[] TRAILERS = "trailers".getBytes(ISO_8859_1);
  private static final int MAX_LENGTH_DIGITS = 18;

  private byte[] bytes = new byte[512];
  private int[] offsets = new int[16 * FIELDS];
  private HeaderId[] ids = new HeaderId[16];
  private int length;
  private int count;
  private long present;
  private int minorVersion;
  private BodyKind bodyKind = BodyKind.NONE;
  private long contentLength;
  private boolean closeOption;
  private boolean keepAliveOption;
  private boolean trailersAccepted;
  private boolean upgradeOption;

  /** Reads the start line: {@code bytes[start, end)}, without its line end. */
  abstract @Nullable Violation parseStartLine(int start, int end);

  /** Decides on the body once all headers are known. */
  abstract @Nullable Violation decideFraming();

  // ---- reading, for HeadReader ----

  final void reset(ByteBuf source, int index, int length) {
    if (bytes.length < length) {
      bytes = new byte[Math.max(length, bytes.length * 2)];
    }
    source.getBytes(index, bytes, 0, length);
    this.length = length;
    count = 0;
    present = 0;
    bodyKind = BodyKind.NONE;
    contentLength = -1;
    closeOption = false;
    keepAliveOption = false;
    trailersAccepted = false;
    upgradeOption = false;
  }

  final void add(
      HeaderId id, int nameStart, int nameEnd, int valueStart, int valueEnd, int lineEnd) {
    if (count == ids.length) {
      ids = Arrays.copyOf(ids, count * 2);
      offsets = Arrays.copyOf(offsets, count * 2 * FIELDS);
    }
    ids[count] = id;
    int base = count * FIELDS;
    offsets[base + NAME_START] = nameStart;
    offsets[base + NAME_END] = nameEnd;
    offsets[base + VALUE_START] = valueStart;
    offsets[base + VALUE_END] = valueEnd;
    offsets[base + LINE_END] = lineEnd;
    present |= id.bit();
    count++;
  }

  final byte[] bytes() {
    return bytes;
  }

  final void setMinorVersion(int minorVersion) {
    this.minorVersion = minorVersion;
  }

  final void setBody(BodyKind kind) {
    bodyKind = kind;
  }

  // ---- what the message says ----

  /** 0 for HTTP/1.0, 1 for HTTP/1.1. */
  public final int minorVersion() {
    return minorVersion;
  }

  public final BodyKind bodyKind() {
    return bodyKind;
  }

  /** Bytes of the body where {@link #bodyKind} is {@link BodyKind#LENGTH}, else unspecified. */
  public final long contentLength() {
    return contentLength;
  }

  /** Whether the sender is willing to use the connection for another message. */
  public final boolean keepsAlive() {
    return !closeOption && (minorVersion == 1 || keepAliveOption);
  }

  /**
   * Whether the message is about changing the connection to another protocol (RFC 9110, 7.8), such
   * as WebSocket. {@code h2c} does not count: HTTP/2 is spoken with prior knowledge or by ALPN, and
   * a server is free to leave such an offer alone.
   */
  public final boolean hasUpgrade() {
    return upgradeOption && minorVersion == 1 && has(HeaderId.UPGRADE) && !offersH2c();
  }

  private boolean offersH2c() {
    for (int i = 0; i < count; i++) {
      if (ids[i] == HeaderId.UPGRADE) {
        for (int at = valueStart(i); at + H2C.length <= valueEnd(i); at++) {
          if (Ascii.equalsLowerCase(bytes, at, at + H2C.length, H2C)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** Whether what {@link #hasUpgrade} says goes on to the next hop. */
  abstract boolean passesUpgrade();

  final boolean acceptsTrailers() {
    return trailersAccepted;
  }

  @Override
  public final boolean hasAny(long mask) {
    return (present & mask) != 0;
  }

  /** Bytes of the whole head as it was received. */
  public final int length() {
    return length;
  }

  @Override
  public final int count() {
    return count;
  }

  @Override
  public final HeaderId id(int header) {
    return ids[header];
  }

  @Override
  public final @Nullable Text text(HeaderId id, TextCache cache) {
    int header = has(id) ? find(id) : -1;
    return header < 0 ? null : cache.of(bytes, valueStart(header), valueEnd(header));
  }

  @Override
  public final Text text(int header, TextCache cache) {
    return cache.of(bytes, valueStart(header), valueEnd(header));
  }

  @Override
  public final boolean isNamed(int header, byte[] lowerCaseName) {
    return Ascii.equalsLowerCase(bytes, nameStart(header), nameEnd(header), lowerCaseName);
  }

  @Override
  public final String value(int header) {
    int start = valueStart(header);
    return text(start, valueEnd(header));
  }

  /** The name of a header line as it was written. */
  public final String name(int header) {
    return text(nameStart(header), nameEnd(header));
  }

  final String text(int start, int end) {
    return new String(bytes, start, end - start, ISO_8859_1);
  }

  private int find(HeaderId id) {
    for (int i = 0; i < count; i++) {
      if (ids[i] == id) {
        return i;
      }
    }
    return -1;
  }

  final int nameStart(int header) {
    return offsets[header * FIELDS + NAME_START];
  }

  final int nameEnd(int header) {
    return offsets[header * FIELDS + NAME_END];
  }

  final int valueStart(int header) {
    return offsets[header * FIELDS + VALUE_START];
  }

  final int valueEnd(int header) {
    return offsets[header * FIELDS + VALUE_END];
  }

  final int lineEnd(int header) {
    return offsets[header * FIELDS + LINE_END];
  }

  // ---- framing, common to both directions ----

  /**
   * Reads {@code Content-Length} and {@code Transfer-Encoding}; refuses whatever two readers could
   * understand differently. Leaves {@link #bodyKind} {@code NONE} if there is neither.
   */
  final @Nullable Violation readLengths() {
    boolean encoded = has(HeaderId.TRANSFER_ENCODING);
    if (encoded && has(HeaderId.CONTENT_LENGTH)) {
      return Violation.BOTH_LENGTHS;
    }
    if (encoded) {
      return readTransferEncoding();
    }
    return has(HeaderId.CONTENT_LENGTH) ? readContentLength() : null;
  }

  private @Nullable Violation readTransferEncoding() {
    if (minorVersion == 0) {
      return Violation.TRANSFER_ENCODING_HTTP_1_0;
    }
    if (count(HeaderId.TRANSFER_ENCODING) > 1) {
      return Violation.TRANSFER_ENCODING_REPEATED;
    }
    int header = find(HeaderId.TRANSFER_ENCODING);
    if (!Ascii.equalsLowerCase(bytes, valueStart(header), valueEnd(header), CHUNKED)) {
      return Violation.TRANSFER_ENCODING;
    }
    bodyKind = BodyKind.CHUNKED;
    return null;
  }

  private @Nullable Violation readContentLength() {
    if (count(HeaderId.CONTENT_LENGTH) > 1) {
      return Violation.CONTENT_LENGTH_REPEATED;
    }
    int header = find(HeaderId.CONTENT_LENGTH);
    int start = valueStart(header);
    int end = valueEnd(header);
    if (start == end || end - start > MAX_LENGTH_DIGITS) {
      return Violation.CONTENT_LENGTH;
    }
    long length = 0;
    for (int i = start; i < end; i++) {
      if (!Ascii.isDigit(bytes[i])) {
        return Violation.CONTENT_LENGTH;
      }
      length = length * 10 + (bytes[i] - '0');
    }
    contentLength = length;
    bodyKind = length == 0 ? BodyKind.NONE : BodyKind.LENGTH;
    return null;
  }

  /** Reads {@code Connection} and {@code TE}, and marks the headers that the former names. */
  final void readConnectionOptions() {
    if (!hasAny(HeaderId.CONNECTION.bit() | HeaderId.TE.bit())) {
      return;
    }
    for (int i = 0; i < count; i++) {
      HeaderId id = ids[i];
      if (id == HeaderId.CONNECTION || id == HeaderId.TE) {
        readList(id, valueStart(i), valueEnd(i));
      }
    }
  }

  private void readList(HeaderId id, int start, int end) {
    int from = start;
    while (from < end) {
      int to = from;
      while (to < end && bytes[to] != ',') {
        to++;
      }
      int next = to + 1;
      while (from < to && Ascii.isBlank(bytes[from])) {
        from++;
      }
      while (to > from && Ascii.isBlank(bytes[to - 1])) {
        to--;
      }
      if (id == HeaderId.TE) {
        trailersAccepted |= Ascii.equalsLowerCase(bytes, from, to, TRAILERS);
      } else if (from < to) {
        readOption(from, to);
      }
      from = next;
    }
  }

  private void readOption(int from, int to) {
    if (Ascii.equalsLowerCase(bytes, from, to, CLOSE)) {
      closeOption = true;
    } else if (Ascii.equalsLowerCase(bytes, from, to, KEEP_ALIVE)) {
      keepAliveOption = true;
    } else if (Ascii.equalsLowerCase(bytes, from, to, UPGRADE)) {
      upgradeOption = true;
    } else {
      nominate(from, to);
    }
  }

  /**
   * Only headers that mean nothing to the proxy can be nominated away: letting a client remove
   * {@code Host}, a length or the trace context would let it change what the next hop understands.
   */
  private void nominate(int from, int to) {
    for (int i = 0; i < count; i++) {
      if (ids[i] == HeaderId.OTHER
          && Ascii.equalsIgnoreCase(bytes, from, to, nameStart(i), nameEnd(i))) {
        ids[i] = HeaderId.NOMINATED;
        present |= HeaderId.NOMINATED.bit();
      }
    }
  }
}
