package io.tapmesh.proxy.http1;

import io.netty.buffer.ByteBuf;
import io.tapmesh.proxy.http.Ascii;
import io.tapmesh.proxy.http.HeaderId;
import org.jspecify.annotations.Nullable;

/**
 * Finds the end of a head in what a connection has received so far, and takes it apart. Strict:
 * what a sender of RFC 9112 may not send is refused, as is the leniency that the RFC grants to
 * readers (bare LF, folding), because the next hop may not be lenient in the same way.
 *
 * <p>One for each connection and direction; not thread-safe.
 */
public final class HeadReader {

  /** What {@link #read} came to. */
  public enum Result {
    /** Call again when there is more. */
    INCOMPLETE,
    /** The head is filled in and its bytes are consumed. */
    COMPLETE,
    /** See {@link HeadReader#violation}. */
    VIOLATION
  }

  private static final byte CR = '\r';
  private static final byte LF = '\n';

  private final HeadLimits limits;
  private int scanned;
  private int lineStart;
  private int startLineEnd;
  private boolean emptyLineSkipped;
  private @Nullable Violation violation;

  public HeadReader(HeadLimits limits) {
    this.limits = limits;
  }

  /** Why {@link #read} returned {@link Result#VIOLATION}. */
  public Violation violation() {
    if (violation == null) {
      throw new IllegalStateException("no violation");
    }
    return violation;
  }

  /**
   * Looks for a complete head at the reader index.
   *
   * @param in everything that was received and not consumed; bytes that were there at the last call
   *     must still be
   */
  public Result read(ByteBuf in, Head head) {
    if (scanned == 0 && !startsWell(in, head)) {
      return fail(head instanceof RequestHead ? Violation.START_LINE : Violation.STATUS_LINE);
    }
    int base = in.readerIndex();
    int end = Math.min(in.writerIndex(), base + limits.maxHeadBytes());
    while (true) {
      int lf = in.indexOf(base + scanned, end, LF);
      if (lf < 0) {
        scanned = end - base;
        return checkLimits(in);
      }
      int offset = lf - base;
      if (offset == 0 || in.getByte(lf - 1) != CR) {
        return fail(Violation.BARE_LINE_FEED);
      }
      scanned = offset + 1;
      if (offset - 1 > lineStart) {
        if (startLineEnd == 0) {
          startLineEnd = offset - 1;
          if (startLineEnd > limits.maxStartLineBytes()) {
            return fail(Violation.START_LINE_TOO_LONG);
          }
        }
        lineStart = scanned;
      } else if (startLineEnd > 0) {
        return complete(in, head, scanned);
      } else {
        // One empty line before a request is a known habit of old clients (RFC 9112, 2.2).
        in.skipBytes(scanned);
        scanned = 0;
        emptyLineSkipped = true;
        return in.isReadable() ? read(in, head) : Result.INCOMPLETE;
      }
    }
  }

  /** What cannot become a head is refused at its first byte: no need to wait for a line end. */
  private boolean startsWell(ByteBuf in, Head head) {
    if (!in.isReadable()) {
      return true;
    }
    byte first = in.getByte(in.readerIndex());
    return head instanceof RequestHead
        ? Ascii.isToken(first) || (first == CR && !emptyLineSkipped)
        : first == 'H';
  }

  private Result checkLimits(ByteBuf in) {
    if (startLineEnd == 0 && in.readableBytes() > limits.maxStartLineBytes() + 2) {
      return fail(Violation.START_LINE_TOO_LONG);
    }
    if (in.readableBytes() >= limits.maxHeadBytes()) {
      return fail(Violation.HEAD_TOO_LARGE);
    }
    return Result.INCOMPLETE;
  }

  private Result complete(ByteBuf in, Head head, int length) {
    head.reset(in, in.readerIndex(), length);
    in.skipBytes(length);
    int headersStart = startLineEnd + 2;
    Violation found = head.parseStartLine(0, startLineEnd);
    clear();
    if (found == null) {
      found = parseHeaders(head, headersStart, length - 2);
    }
    if (found == null) {
      head.readConnectionOptions();
      found = head.decideFraming();
    }
    return found == null ? Result.COMPLETE : fail(found);
  }

  private @Nullable Violation parseHeaders(Head head, int start, int end) {
    byte[] bytes = head.bytes();
    int i = start;
    while (i < end) {
      if (head.count() == limits.maxHeaders()) {
        return Violation.TOO_MANY_HEADERS;
      }
      int nameStart = i;
      while (Ascii.isToken(bytes[i])) {
        i++;
      }
      int nameEnd = i;
      if (nameEnd == nameStart || bytes[i] != ':') {
        return Ascii.isBlank(bytes[nameStart]) ? Violation.FOLDED_HEADER : Violation.HEADER_NAME;
      }
      i++;
      while (Ascii.isBlank(bytes[i])) {
        i++;
      }
      int valueStart = i;
      while (Ascii.isField(bytes[i])) {
        i++;
      }
      // A CR that is not followed by LF is a control character like any other.
      if (bytes[i] != CR || bytes[i + 1] != LF) {
        return Violation.HEADER_VALUE;
      }
      int valueEnd = i;
      while (valueEnd > valueStart && Ascii.isBlank(bytes[valueEnd - 1])) {
        valueEnd--;
      }
      i += 2;
      HeaderId id = HeaderId.of(bytes, nameStart, nameEnd);
      head.add(id, nameStart, nameEnd, valueStart, valueEnd, i);
    }
    return null;
  }

  private Result fail(Violation found) {
    clear();
    violation = found;
    return Result.VIOLATION;
  }

  private void clear() {
    scanned = 0;
    lineStart = 0;
    startLineEnd = 0;
    emptyLineSkipped = false;
  }
}
