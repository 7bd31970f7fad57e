package io.tapmesh.embedded.clickhouse.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * A response on its way from a worker to the socket. Writing waits while the socket takes no more;
 * the head goes out with the first byte, so that an error before it can still change the status.
 */
final class ResponseBody extends OutputStream {

  private final Channel channel;
  private final long stallTimeoutNanos;
  private final Runnable onEnd;
  private HttpResponse head;
  private boolean started;
  private boolean finished;

  /**
   * @param onEnd called once the last byte was handed to the socket
   */
  ResponseBody(Channel channel, HttpResponse head, long stallTimeoutNanos, Runnable onEnd) {
    this.channel = channel;
    this.head = head;
    this.stallTimeoutNanos = stallTimeoutNanos;
    this.onEnd = onEnd;
  }

  /** The head as it will be sent; changes have no effect once {@link #isStarted()}. */
  HttpResponse head() {
    return head;
  }

  boolean isStarted() {
    return started;
  }

  /** Replaces the head. */
  void restart(HttpResponse newHead) {
    if (started) {
      throw new IllegalStateException("the response's head is sent already");
    }
    head = newHead;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    write(ByteBuffer.wrap(bytes, offset, count));
  }

  void write(ByteBuffer bytes) throws IOException {
    if (!bytes.hasRemaining()) {
      return;
    }
    awaitWritable();
    start();
    ByteBuf copy = channel.alloc().buffer(bytes.remaining());
    copy.writeBytes(bytes);
    ChannelFuture unused =
        channel.writeAndFlush(new DefaultHttpContent(copy), channel.voidPromise());
  }

  private void start() {
    if (!started) {
      started = true;
      ChannelFuture unused = channel.write(head, channel.voidPromise());
    }
  }

  private void awaitWritable() throws IOException {
    long deadlineNanos = System.nanoTime() + stallTimeoutNanos;
    synchronized (this) {
      while (channel.isActive() && !channel.isWritable()) {
        long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
        if (leftMillis <= 0) {
          throw new ClientGoneException("the client took nothing for too long");
        }
        try {
          wait(leftMillis);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new InterruptedIOException("interrupted while writing a response");
        }
      }
    }
    if (!channel.isActive()) {
      throw new ClientGoneException("the client closed the connection before its response ended");
    }
  }

  /** The socket may take more, or is closed. On the event loop. */
  synchronized void wakeUp() {
    notifyAll();
  }

  /** Ends the response. */
  void finish() {
    if (finished) {
      return;
    }
    finished = true;
    start();
    channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT).addListener(done -> onEnd.run());
  }

  /** Breaks the response off, so that the client cannot take it for complete. */
  void abort() {
    if (!finished) {
      finished = true;
      // What was written before still goes out.
      channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }
}
