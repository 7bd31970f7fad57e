package io.tapmesh.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * What the readers of both sides share: the bytes that a connection has received and that were not
 * passed on so far. A head waits here until it is whole, a body until the other side can take it.
 */
abstract class MessageReader {

  /** Null if there is nothing; what is done with a message may change it. */
  @Nullable ByteBuf received;

  /** Whether everything that was received has been passed on. */
  final boolean isEmpty() {
    return received == null;
  }

  /** More has come. Takes over the buffer. */
  final void add(ByteBufAllocator alloc, ByteBuf part) {
    received = Buffers.append(alloc, received, part);
  }

  /** What is there has to wait for more. */
  final void keep(ByteBufAllocator alloc) {
    received = Buffers.keep(alloc, received);
  }

  /** The first bytes of {@code in}, which is what was received; they are consumed. */
  final ByteBuf take(ByteBuf in, int length) {
    if (in.readableBytes() == length) {
      received = null;
      return in;
    }
    return in.readRetainedSlice(length);
  }

  /** All that was received, which is the caller's from now on. */
  final @Nullable ByteBuf takeAll() {
    ByteBuf all = received;
    received = null;
    return all;
  }

  final void releaseIfEmpty() {
    if (received != null && !received.isReadable()) {
      received.release();
      received = null;
    }
  }

  /** Throws away what was received. */
  final void discard() {
    Buffers.release(received);
    received = null;
  }
}
