package io.tapmesh.proxy.http2;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;

/** Sends the data of a connection's streams as far as its windows allow, one frame each in turn. */
final class Sending {

  /** Pieces up to this size are collected rather than kept one by one. */
  static final int COPY_BYTES = 2 << 10;

  private final Outbox outbox;
  private final FloodGuard guard;
  private final ArrayDeque<Stream> ready = new ArrayDeque<>();
  private int window = Frames.DEFAULT_WINDOW;
  private int maxPayload = Frames.MAX_PAYLOAD_BYTES;

  Sending(Outbox outbox, FloodGuard guard) {
    this.outbox = outbox;
    this.guard = guard;
  }

  void setMaxPayload(int bytes) {
    // Larger frames save nothing here, and hold up the other streams.
    maxPayload = Math.min(bytes, Frames.MAX_PAYLOAD_BYTES);
  }

  int maxPayload() {
    return maxPayload;
  }

  boolean enlargeWindow(int increment) {
    long enlarged = (long) window + increment;
    if (enlarged > Integer.MAX_VALUE) {
      return false;
    }
    window = (int) enlarged;
    resume();
    return true;
  }

  /** Sends what it can of new data; says how many bytes that were. */
  int send(Stream stream, ByteBuf in, int length, boolean end) {
    if (length == 0) {
      if (end) {
        outbox.data(in, 0, stream.id(), true);
      }
      return 0;
    }
    int left = length;
    // Others wait for the connection's window, or for the peer to read: they were first.
    while (left > 0 && ready.isEmpty()) {
      int sent = sendFrame(stream, in, left, end);
      if (sent == 0) {
        break;
      }
      left -= sent;
    }
    return length - left;
  }

  /** Sends one frame, as long as the windows allow; says how many bytes that were. */
  int sendFrame(Stream stream, ByteBuf in, int length, boolean end) {
    int allowed = Math.min(Math.min(stream.sendWindow, window), maxPayload);
    if (allowed <= 0 || !outbox.isWritable()) {
      return 0;
    }
    int sent = Math.min(length, allowed);
    stream.sendWindow -= sent;
    window -= sent;
    outbox.data(in, sent, stream.id(), end && sent == length);
    guard.earn(FloodGuard.Kind.WINDOW_UPDATE, 2);
    guard.earn(FloodGuard.Kind.PING, 1);
    return sent;
  }

  /** A stream has data that its own window allows to send. */
  void add(Stream stream) {
    if (!stream.isReady) {
      stream.isReady = true;
      ready.add(stream);
      resume();
    }
  }

  /** Goes on, after a window was enlarged or the peer has read. */
  void resume() {
    while (!ready.isEmpty() && window > 0 && outbox.isWritable()) {
      Stream stream = ready.remove();
      stream.isReady = false;
      stream.sendWaiting();
      if (stream.canSendWaiting() && !stream.isReady) {
        stream.isReady = true;
        ready.add(stream);
      }
    }
  }
}
