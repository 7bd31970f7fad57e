package io.tapmesh.proxy.http2;

import io.netty.buffer.ByteBuf;
import io.tapmesh.proxy.http2.hpack.HeaderList;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response on a connection. What cannot be sent, because a window is used up or
 * the peer does not read, waits here; how much that may be is up to who sends it: {@link #onSent}
 * tells when there is room again.
 */
public abstract class Stream {

  private final Http2Connection connection;
  private final int id;

  // ---- receiving ----
  private int receiveWindow;
  private int uncredited;
  private boolean headReceived;
  private boolean remoteEnded;
  private long expectedBytes = -1;
  private long receivedBytes;

  // ---- sending ----
  int sendWindow;
  boolean isReady;
  private @Nullable ArrayDeque<ByteBuf> waiting;
  private int waitingBytes;
  private boolean endWaits;
  private @Nullable HeaderList waitingTrailers;
  private boolean localEnded;

  private boolean closed;

  /** Makes a stream, whose connection knows of it once this returns. */
  protected Stream(Http2Connection connection, int id) {
    this.connection = connection;
    this.id = id;
    receiveWindow = connection.limits().streamWindowBytes();
    sendWindow = connection.peerStreamWindow();
    connection.add(this);
  }

  // ---- what happens ----

  /**
   * The first head, or another one after an interim response; {@code end} if there is no body.
   *
   * @return false if it is wrong: says so by itself
   */
  abstract boolean receiveHead(HeaderList head, boolean end);

  /** Data: {@code length} bytes that have to be consumed; {@link #consumed} makes room again. */
  protected abstract void onData(ByteBuf in, int length, boolean end);

  /** Trailers, after which nothing follows. */
  protected abstract void onTrailers(TrailerFields trailers);

  /** The peer has broken it off. */
  protected abstract void onReset(int code);

  /** It is broken off because of what the peer did; the peer has been told. */
  protected abstract void onViolation(Http2Violation violation, String detail);

  /** The connection has ended. */
  protected abstract void onConnectionLost();

  /** Data that was given to {@link #sendData} has left, or is thrown away. */
  protected abstract void onSent(int bytes);

  /** Everything was written; not necessarily flushed. */
  protected abstract void onEndSent();

  /** It is over in both directions, or broken off. */
  protected abstract void onClosed();

  public final int id() {
    return id;
  }

  /** Bytes of data that have come. */
  public final long receivedBytes() {
    return receivedBytes;
  }

  /** Whether the peer sends nothing more. */
  public final boolean hasRemoteEnded() {
    return remoteEnded;
  }

  /** Bytes of data that wait for the peer to take them. */
  public final int waitingBytes() {
    return waitingBytes;
  }

  /** Whether it is over. */
  public final boolean isClosed() {
    return closed;
  }

  // ---- receiving, for the connection ----

  final void receiveHeaders(HeaderList head, boolean end) {
    if (remoteEnded) {
      violate(Http2Violation.STREAM_CLOSED, "HEADERS after the end of the stream");
    } else if (!headReceived) {
      remoteEnded = end;
      if (!receiveHead(head, end)) {
        return;
      }
      checkEnd(end);
    } else {
      receiveTrailers(head, end);
    }
  }

  /** From now on heads are trailers. */
  final void headReceived(long announcedBytes) {
    headReceived = true;
    expectedBytes = announcedBytes;
    if (remoteEnded && announcedBytes > 0) {
      violate(Http2Violation.MALFORMED, "no body (expected: %d bytes)".formatted(announcedBytes));
    }
  }

  private void receiveTrailers(HeaderList head, boolean end) {
    TrailerFields trailers = connection.heads().trailers;
    String problem = trailers.read(head);
    if (!end) {
      problem = "trailers without the end of the stream";
    }
    if (problem != null || head.overflowed()) {
      violate(Http2Violation.MALFORMED, problem == null ? "trailers too large" : problem);
      return;
    }
    if (isBodyComplete()) {
      remoteEnded = true;
      onTrailers(trailers);
      checkEnd(true);
    }
  }

  private boolean isBodyComplete() {
    if (expectedBytes >= 0 && receivedBytes != expectedBytes) {
      violate(
          Http2Violation.MALFORMED,
          "a body of %d bytes (expected: %d)".formatted(receivedBytes, expectedBytes));
      return false;
    }
    return true;
  }

  /** Takes note of a DATA frame; says whether its data may be passed on. */
  final boolean receiveFrame(int flowBytes, int paddingBytes) {
    if (remoteEnded || !headReceived) {
      violate(
          remoteEnded ? Http2Violation.STREAM_CLOSED : Http2Violation.PROTOCOL,
          "DATA out of place");
      return false;
    }
    receiveWindow -= flowBytes;
    if (receiveWindow < 0) {
      violate(Http2Violation.FLOW_CONTROL, "more DATA than the stream's window allows");
      return false;
    }
    if (paddingBytes > 0) {
      credit(paddingBytes);
    }
    return true;
  }

  final void receiveData(ByteBuf in, int length, boolean end) {
    receivedBytes += length;
    if (expectedBytes >= 0 && receivedBytes > expectedBytes) {
      isBodyComplete();
      return;
    }
    if (end && !isBodyComplete()) {
      return;
    }
    connection.window().waits(length);
    remoteEnded = end;
    onData(in, length, end);
    checkEnd(end);
  }

  final void receiveReset(int code) {
    close();
    onReset(code);
  }

  /** Breaks it off because of something that the peer did. */
  protected final void violate(Http2Violation violation, String detail) {
    if (closed) {
      return;
    }
    connection.violated(violation);
    connection.writeReset(id, violation.code().code());
    close();
    onViolation(violation, detail);
  }

  private void checkEnd(boolean end) {
    if (end && localEnded && !closed) {
      connection.streamCompleted();
      close();
    }
  }

  // ---- windows ----

  /** So much of what {@link #onData} gave has been passed on: the peer may send more. */
  public final void consumed(int bytes) {
    connection.window().passedOn(bytes);
    credit(bytes);
  }

  private void credit(int bytes) {
    uncredited += bytes;
    if (!remoteEnded && !closed && uncredited >= connection.limits().streamWindowBytes() / 2) {
      connection.writeWindowUpdate(id, uncredited);
      receiveWindow += uncredited;
      uncredited = 0;
    }
  }

  /** The peer takes more; false if that is more than there can be. */
  final boolean enlargeSendWindow(int increment) {
    long enlarged = (long) sendWindow + increment;
    if (enlarged > Integer.MAX_VALUE) {
      return false;
    }
    sendWindow = (int) enlarged;
    becomeReady();
    return true;
  }

  private void becomeReady() {
    if (canSendWaiting()) {
      connection.sending().add(this);
    }
  }

  // ---- sending ----

  /** Writes a head; interim ones do not end the stream. */
  public final void sendHead(HeaderList head, boolean end) {
    if (!closed && !localEnded) {
      connection.writeHead(id, head, end);
      if (end) {
        endLocal();
      }
    }
  }

  /** Sends {@code length} bytes of data, which are consumed, now or when there is room. */
  public final void sendData(ByteBuf in, int length, boolean end) {
    if (closed || localEnded || endWaits) {
      in.skipBytes(length);
      onSent(length);
      return;
    }
    int left = length;
    if (waitingBytes == 0) {
      int sent = connection.sending().send(this, in, length, end);
      left -= sent;
      if (left == 0 && end) {
        endLocal();
      }
      if (sent > 0) {
        onSent(sent);
      }
    }
    if (left > 0) {
      keep(in, left);
      endWaits = end;
      becomeReady();
    } else if (end && waitingBytes > 0) {
      endWaits = true;
    }
  }

  private void keep(ByteBuf in, int length) {
    if (waiting == null) {
      waiting = new ArrayDeque<>(4);
    }
    waitingBytes += length;
    ByteBuf last = waiting.peekLast();
    // Small pieces are copied: each would keep the whole buffer that it was read into.
    boolean collects = last != null && last.maxCapacity() == Sending.COPY_BYTES;
    if (collects && last.writableBytes() >= length) {
      last.writeBytes(in, length);
    } else if (length <= Sending.COPY_BYTES) {
      waiting.add(in.alloc().buffer(Sending.COPY_BYTES, Sending.COPY_BYTES).writeBytes(in, length));
    } else {
      waiting.add(in.readRetainedSlice(length));
    }
  }

  /** Sends trailers, behind all data. */
  public final void sendTrailers(HeaderList trailers) {
    if (closed || localEnded || endWaits) {
      return;
    }
    if (waitingBytes == 0) {
      connection.writeHead(id, trailers, true);
      endLocal();
    } else {
      endWaits = true;
      waitingTrailers = new HeaderList();
      for (int i = 0; i < trailers.size(); i++) {
        waitingTrailers.add(trailers.get(i));
      }
    }
  }

  /** Whether something waits that could be sent as far as this stream's window goes. */
  final boolean canSendWaiting() {
    return waitingBytes > 0 && sendWindow > 0 && !closed;
  }

  /** Sends at most one frame of what waits. */
  final void sendWaiting() {
    ArrayDeque<ByteBuf> queue = waiting;
    ByteBuf first = queue == null ? null : queue.peek();
    if (queue == null || first == null || closed) {
      return;
    }
    int length = first.readableBytes();
    boolean isLast = waitingBytes == length;
    boolean end = isLast && endWaits && waitingTrailers == null;
    int sent = connection.sending().sendFrame(this, first, length, end);
    waitingBytes -= sent;
    if (!first.isReadable()) {
      queue.remove();
      first.release();
    }
    if (waitingBytes == 0 && endWaits) {
      if (waitingTrailers != null) {
        connection.writeHead(id, waitingTrailers, true);
        waitingTrailers = null;
      }
      endLocal();
    }
    if (sent > 0) {
      onSent(sent);
    }
  }

  private void endLocal() {
    localEnded = true;
    endWaits = false;
    onEndSent();
    if (remoteEnded && !closed) {
      connection.streamCompleted();
      close();
    }
  }

  /** Breaks it off and tells the peer. */
  public final void reset(int code) {
    if (!closed) {
      connection.writeReset(id, code);
      close();
    }
  }

  /** Over: nothing is sent or told any more, but for what {@link #onClosed} does. */
  final void close() {
    closed = true;
    connection.remove(this);
    discardWaiting();
    onClosed();
  }

  private void discardWaiting() {
    int bytes = waitingBytes;
    waitingBytes = 0;
    waitingTrailers = null;
    if (waiting != null) {
      waiting.forEach(ByteBuf::release);
      waiting = null;
    }
    if (bytes > 0) {
      onSent(bytes);
    }
  }

  final void connectionLost() {
    close();
    onConnectionLost();
  }
}
