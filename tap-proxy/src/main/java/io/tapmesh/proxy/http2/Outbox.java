package io.tapmesh.proxy.http2;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What a connection writes: small frames are collected in one buffer, large data goes behind it
 * without being copied, and all of it leaves with the {@link FlushQueue}'s next turn.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Lost connections are told by channelInactive.
final class Outbox {

  private static final int BUFFER_BYTES = 4 << 10;

  /** A buffer of this size goes to the channel, so that its water mark knows of it. */
  private static final int FULL_BYTES = 32 << 10;

  /** Up to this size data is copied behind its frame header, which is cheaper than a slice. */
  private static final int COPY_BYTES = 2 << 10;

  private final FlushQueue queue;
  private @Nullable ChannelHandlerContext context;
  private @Nullable ByteBuf current;
  private @Nullable Written written;
  private boolean queued;
  private boolean closed;

  Outbox(FlushQueue queue) {
    this.queue = queue;
  }

  void attach(ChannelHandlerContext ctx) {
    context = ctx;
  }

  private ChannelHandlerContext context() {
    return requireNonNull(context, "context");
  }

  /** The buffer to write a small frame to; the next call may give another one. */
  ByteBuf buffer() {
    ByteBuf buffer = current;
    if (buffer != null && buffer.readableBytes() >= FULL_BYTES) {
      pass();
      buffer = null;
    }
    if (buffer == null) {
      buffer = context().alloc().buffer(BUFFER_BYTES);
      current = buffer;
    }
    enqueue();
    return buffer;
  }

  /** Writes {@code length} bytes of data, which are consumed, as a frame. */
  void data(ByteBuf in, int length, int streamId, boolean end) {
    ByteBuf out = buffer();
    FrameWriter.header(out, length, Frames.DATA, end ? Frames.END_STREAM : 0, streamId);
    if (length <= COPY_BYTES) {
      out.writeBytes(in, length);
    } else {
      pass();
      write(in.readRetainedSlice(length));
    }
  }

  /** Tells when what was written up to now has been handed to the operating system, or is lost. */
  void whenWritten(ChannelFutureListener listener) {
    if (written == null) {
      written = new Written();
    }
    written.listeners.add(listener);
    enqueue();
  }

  /** Whether the peer takes more without its data piling up here. */
  boolean isWritable() {
    return !closed && context().channel().isWritable();
  }

  private void enqueue() {
    if (!queued) {
      queued = true;
      queue.add(this);
    }
  }

  private void pass() {
    ByteBuf buffer = current;
    if (buffer != null) {
      current = null;
      write(buffer);
    }
  }

  private void write(ByteBuf buffer) {
    context().write(buffer, context().voidPromise());
  }

  /** Sends everything. */
  void flush() {
    queued = false;
    if (closed) {
      discard();
      return;
    }
    Written tellers = written;
    if (tellers != null) {
      written = null;
      ByteBuf last = current == null ? context().alloc().buffer(0) : current;
      current = null;
      context().writeAndFlush(last).addListener(tellers);
    } else {
      pass();
      context().flush();
    }
  }

  /** The channel has gone, or nothing more may be written. */
  void close() {
    closed = true;
    if (!queued) {
      discard();
    }
  }

  private void discard() {
    if (current != null) {
      current.release();
      current = null;
    }
    Written tellers = written;
    if (tellers != null) {
      written = null;
      tellers.operationComplete(context().newFailedFuture(new Lost()));
    }
  }

  /** Everybody who waits for the end of the same write. */
  private static final class Written implements ChannelFutureListener {

    private final ArrayList<ChannelFutureListener> listeners = new ArrayList<>();

    @Override
    public void operationComplete(ChannelFuture future) {
      for (ChannelFutureListener listener : listeners) {
        tell(listener, future);
      }
    }

    private static void tell(ChannelFutureListener listener, ChannelFuture future) {
      try {
        listener.operationComplete(future);
      } catch (Exception e) {
        throw new IllegalStateException("a listener failed", e);
      }
    }
  }

  /** The connection ended before it was written. */
  private static final class Lost extends java.io.IOException {

    private static final long serialVersionUID = 1L;

    Lost() {
      super("the connection has ended");
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }
}
