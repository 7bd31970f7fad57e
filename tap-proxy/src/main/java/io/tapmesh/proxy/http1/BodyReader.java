package io.tapmesh.proxy.http1;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Follows a body to its end without changing it: the bytes go on as they came, chunk framing and
 * trailers included, after every byte of framing was checked.
 *
 * <p>One for each connection and direction; not thread-safe.
 */
public final class BodyReader {

  private final ChunkScanner chunks;
  private BodyKind kind = BodyKind.NONE;
  private long remaining;
  private long bodyBytes;

  /**
   * Makes a reader.
   *
   * @param maxTrailerBytes how long a chunk's extensions, or all trailers together, may be
   */
  public BodyReader(int maxTrailerBytes) {
    chunks = new ChunkScanner(maxTrailerBytes);
  }

  /** Begins with the body that a head announces. */
  public void start(Head head) {
    kind = head.bodyKind();
    remaining = head.contentLength();
    bodyBytes = 0;
    if (kind == BodyKind.CHUNKED) {
      chunks.reset();
    }
  }

  /**
   * Looks at what was received.
   *
   * @return how many bytes from the reader index on belong to this body; they are not consumed. -1
   *     if the framing is broken, see {@link #violation}
   */
  public int scan(ByteBuf in) {
    int readable = in.readableBytes();
    return switch (kind) {
      case NONE -> 0;
      case LENGTH -> {
        int take = (int) Math.min(remaining, readable);
        remaining -= take;
        bodyBytes += take;
        yield take;
      }
      case UNTIL_CLOSE -> {
        bodyBytes += readable;
        yield readable;
      }
      case CHUNKED -> {
        int scanned = chunks.scan(in);
        bodyBytes = chunks.dataBytes();
        yield scanned;
      }
    };
  }

  /** Whether the last byte of the body was seen. Never true for {@link BodyKind#UNTIL_CLOSE}. */
  public boolean isDone() {
    return switch (kind) {
      case NONE -> true;
      case LENGTH -> remaining == 0;
      case CHUNKED -> chunks.isDone();
      case UNTIL_CLOSE -> false;
    };
  }

  /** Whether the body ends with the connection. */
  public boolean isUntilClose() {
    return kind == BodyKind.UNTIL_CLOSE;
  }

  /** Bytes of content so far, without chunk framing and trailers. */
  public long bodyBytes() {
    return bodyBytes;
  }

  /** What is wrong, once {@link #scan} has returned -1. */
  public @Nullable Violation violation() {
    return chunks.violation();
  }
}
