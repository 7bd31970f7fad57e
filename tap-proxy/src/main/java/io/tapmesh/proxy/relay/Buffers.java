package io.tapmesh.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** What is left of one read and has to wait for the next. */
final class Buffers {

  private static final int MIN_CAPACITY = 512;

  /** More is a good part of a buffer, and copying it costs more than keeping that. */
  private static final int MAX_COPIED = 16 << 10;

  private Buffers() {}

  /** Both in one buffer; takes over both. */
  static ByteBuf append(ByteBufAllocator alloc, @Nullable ByteBuf first, ByteBuf second) {
    if (first == null) {
      return second;
    }
    if (!first.isReadable()) {
      first.release();
      return second;
    }
    int length = first.readableBytes() + second.readableBytes();
    // A slice must not grow over its neighbours.
    boolean roomy =
        first.refCnt() == 1
            && !first.isReadOnly()
            && first.maxFastWritableBytes() >= second.readableBytes();
    // Twice what is needed: heads that trickle in must not be copied at every byte.
    ByteBuf joined = roomy ? first : alloc.buffer(Math.max(MIN_CAPACITY, 2 * length));
    try {
      if (!roomy) {
        joined.writeBytes(first);
        first.release();
      }
      return joined.writeBytes(second);
    } finally {
      second.release();
    }
  }

  /**
   * What has to wait for more, so that it does not keep a buffer from being used again that it
   * shares with what other connections have received; takes over the buffer.
   */
  static @Nullable ByteBuf keep(ByteBufAllocator alloc, @Nullable ByteBuf waiting) {
    if (waiting == null
        || waiting.maxFastWritableBytes() > 0
        || waiting.readableBytes() > MAX_COPIED) {
      return waiting;
    }
    ByteBuf own = alloc.buffer(Math.max(MIN_CAPACITY, 2 * waiting.readableBytes()));
    try {
      return own.writeBytes(waiting);
    } finally {
      waiting.release();
    }
  }

  static void release(@Nullable ByteBuf buffer) {
    if (buffer != null) {
      buffer.release();
    }
  }
}
