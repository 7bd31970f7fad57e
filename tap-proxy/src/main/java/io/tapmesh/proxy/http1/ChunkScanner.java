package io.tapmesh.proxy.http1;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.tapmesh.proxy.http.Ascii;
import org.jspecify.annotations.Nullable;

/**
 * Walks over chunked framing (RFC 9112, 7.1) byte by byte of framing and in leaps over data. Not
 * thread-safe.
 */
final class ChunkScanner {

  private static final int MAX_SIZE_DIGITS = 15;

  /** In a trailer they would change, for who merges it into the head, what was decided long ago. */
  private static final byte[][] FORBIDDEN = {
    "content-length".getBytes(US_ASCII),
    "transfer-encoding".getBytes(US_ASCII),
    "host".getBytes(US_ASCII)
  };

  private static final int LONGEST_FORBIDDEN = 17;

  private enum State {
    SIZE,
    EXTENSION,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    TRAILER_START,
    TRAILER_NAME,
    TRAILER_VALUE,
    TRAILER_LF,
    END_LF,
    DONE,
    BROKEN
  }

  private final int maxLineBytes;
  private State state = State.SIZE;
  private long size;
  private int digits;
  private int lineBytes;
  private long dataBytes;
  private long paddingBytes;
  private final byte[] name = new byte[LONGEST_FORBIDDEN];
  private int nameLength;
  private @Nullable Violation violation;

  ChunkScanner(int maxLineBytes) {
    this.maxLineBytes = maxLineBytes;
  }

  void reset() {
    state = State.SIZE;
    size = 0;
    digits = 0;
    lineBytes = 0;
    dataBytes = 0;
    paddingBytes = 0;
    violation = null;
  }

  boolean isDone() {
    return state == State.DONE;
  }

  long dataBytes() {
    return dataBytes;
  }

  @Nullable Violation violation() {
    return violation;
  }

  /** As {@link BodyReader#scan}. */
  int scan(ByteBuf in) {
    int start = in.readerIndex();
    int end = in.writerIndex();
    int at = start;
    while (at < end && state != State.DONE) {
      if (state == State.DATA) {
        int leap = (int) Math.min(size, end - at);
        size -= leap;
        dataBytes += leap;
        at += leap;
        if (size == 0) {
          state = State.DATA_CR;
        }
      } else {
        step(in.getByte(at++));
        if (state == State.BROKEN) {
          return -1;
        }
      }
    }
    return at - start;
  }

  private void step(byte b) {
    switch (state) {
      case SIZE -> size(b);
      case EXTENSION -> extension(b);
      case SIZE_LF -> sizeEnd(b);
      case DATA_CR -> expect(b, '\r', State.DATA_LF, Violation.CHUNK);
      case DATA_LF -> {
        expect(b, '\n', State.SIZE, Violation.CHUNK);
        digits = 0;
        lineBytes = 0;
      }
      case TRAILER_START, TRAILER_NAME, TRAILER_VALUE, TRAILER_LF -> trailer(b);
      case END_LF -> expect(b, '\n', State.DONE, Violation.TRAILER);
      case DATA, DONE, BROKEN -> throw new IllegalStateException("state " + state);
    }
  }

  private void size(byte b) {
    int value = Ascii.hexValue(b);
    if (value >= 0) {
      if (++digits > MAX_SIZE_DIGITS) {
        fail(Violation.CHUNK);
        return;
      }
      if (size == 0 && value == 0 && digits > 1) {
        pad();
      }
      size = size * 16 + value;
    } else if (digits == 0) {
      fail(Violation.CHUNK);
    } else if (b == '\r') {
      state = State.SIZE_LF;
    } else if (b == ';') {
      state = State.EXTENSION;
    } else {
      fail(Violation.CHUNK);
    }
  }

  private void extension(byte b) {
    if (b == '\r') {
      state = State.SIZE_LF;
    } else if (!Ascii.isField(b)) {
      fail(Violation.CHUNK);
    } else if (++lineBytes > maxLineBytes) {
      fail(Violation.CHUNK_LINE_TOO_LONG);
    } else {
      pad();
    }
  }

  /**
   * Signed chunks have long extensions, but more than data only whoever wants to waste our time.
   */
  private void pad() {
    if (++paddingBytes > maxLineBytes + dataBytes) {
      fail(Violation.CHUNK_PADDING);
    }
  }

  private void sizeEnd(byte b) {
    lineBytes = 0;
    expect(b, '\n', size == 0 ? State.TRAILER_START : State.DATA, Violation.CHUNK);
  }

  private void trailer(byte b) {
    if (++lineBytes > maxLineBytes) {
      fail(Violation.TRAILERS_TOO_LARGE);
      return;
    }
    switch (state) {
      case TRAILER_START -> {
        if (b == '\r') {
          state = State.END_LF;
        } else {
          nameLength = 0;
          nameByte(b);
        }
      }
      case TRAILER_NAME -> {
        if (b == ':') {
          nameEnd();
        } else {
          nameByte(b);
        }
      }
      case TRAILER_VALUE -> {
        if (b == '\r') {
          state = State.TRAILER_LF;
        } else {
          accept(Ascii.isField(b), State.TRAILER_VALUE);
        }
      }
      default -> expect(b, '\n', State.TRAILER_START, Violation.TRAILER);
    }
  }

  private void nameByte(byte b) {
    accept(Ascii.isToken(b), State.TRAILER_NAME);
    if (nameLength < LONGEST_FORBIDDEN) {
      name[nameLength] = b;
    }
    nameLength++;
  }

  private void nameEnd() {
    state = State.TRAILER_VALUE;
    if (nameLength > LONGEST_FORBIDDEN) {
      return;
    }
    for (byte[] forbidden : FORBIDDEN) {
      if (Ascii.equalsLowerCase(name, 0, nameLength, forbidden)) {
        fail(Violation.TRAILER_FORBIDDEN);
      }
    }
  }

  private void accept(boolean allowed, State next) {
    if (allowed) {
      state = next;
    } else {
      fail(Violation.TRAILER);
    }
  }

  private void expect(byte b, char wanted, State next, Violation otherwise) {
    if (b == wanted) {
      state = next;
    } else {
      fail(otherwise);
    }
  }

  private void fail(Violation found) {
    violation = found;
    state = State.BROKEN;
  }
}
