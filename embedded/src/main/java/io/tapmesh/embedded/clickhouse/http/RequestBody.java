package io.tapmesh.embedded.clickhouse.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * A request's body between the event loop, which puts pieces in, and the worker, which reads them.
 * When the worker is behind, the socket is no longer read.
 */
final class RequestBody extends InputStream {

  private static final int HIGH_WATER_BYTES = 1 << 20;
  private static final int LOW_WATER_BYTES = 256 << 10;

  private final Channel channel;
  private final long stallTimeoutNanos;
  private final Queue<ByteBuf> pieces = new ArrayDeque<>();
  private int queuedBytes;
  private boolean paused;
  private boolean ended;
  private boolean broken;
  private boolean discarding;

  RequestBody(Channel channel, long stallTimeoutNanos) {
    this.channel = channel;
    this.stallTimeoutNanos = stallTimeoutNanos;
  }

  /** Takes over the piece. On the event loop. */
  synchronized void offer(ByteBuf piece) {
    if (discarding || broken || !piece.isReadable()) {
      piece.release();
      return;
    }
    pieces.add(piece);
    queuedBytes += piece.readableBytes();
    if (queuedBytes > HIGH_WATER_BYTES && !paused) {
      paused = true;
      channel.config().setAutoRead(false);
    }
    notifyAll();
  }

  /** The body is complete. On the event loop. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** The client is gone. On the event loop. */
  synchronized void breakOff() {
    broken = true;
    releaseAll();
    notifyAll();
  }

  /** Nobody reads any more; what still comes is dropped. */
  synchronized void discard() {
    discarding = true;
    releaseAll();
    resume();
  }

  synchronized boolean isComplete() {
    return ended;
  }

  private void releaseAll() {
    for (ByteBuf piece = pieces.poll(); piece != null; piece = pieces.poll()) {
      piece.release();
    }
    queuedBytes = 0;
  }

  private void resume() {
    if (paused) {
      paused = false;
      channel.config().setAutoRead(true);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public synchronized int read(byte[] bytes, int offset, int count) throws IOException {
    if (count == 0) {
      return 0;
    }
    await();
    ByteBuf piece = pieces.peek();
    if (piece == null) {
      return -1;
    }
    int part = Math.min(count, piece.readableBytes());
    piece.readBytes(bytes, offset, part);
    queuedBytes -= part;
    if (!piece.isReadable()) {
      pieces.remove().release();
    }
    if (queuedBytes < LOW_WATER_BYTES) {
      resume();
    }
    return part;
  }

  private void await() throws IOException {
    long deadlineNanos = System.nanoTime() + stallTimeoutNanos;
    while (pieces.isEmpty() && !ended) {
      if (broken) {
        throw new ClientGoneException("the client closed the connection before its request ended");
      }
      long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
      if (leftMillis <= 0) {
        throw new ClientGoneException("the client sent nothing for too long");
      }
      try {
        wait(leftMillis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while reading a request");
      }
    }
  }
}
