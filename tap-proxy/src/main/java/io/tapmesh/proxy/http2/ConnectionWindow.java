package io.tapmesh.proxy.http2;

/**
 * What a peer may send on all streams of a connection. It is replenished as data comes, not as it
 * is passed on: a reader that is slow on some streams must not hold up the others. Each stream's
 * window still bounds what waits, and the buffer's limit bounds their sum.
 */
final class ConnectionWindow {

  private final int windowBytes;
  private final int bufferBytes;
  private final Outbox outbox;
  private int left;
  private int uncredited;
  private int waiting;
  private boolean closed;

  ConnectionWindow(Http2Limits limits, Outbox outbox) {
    windowBytes = Math.max(Frames.DEFAULT_WINDOW, limits.connectionWindowBytes());
    bufferBytes = limits.connectionBufferBytes();
    this.outbox = outbox;
    left = windowBytes;
  }

  /** A frame has come, padding included. */
  void received(int flowBytes) throws Http2Exception {
    left -= flowBytes;
    if (left < 0) {
      throw new Http2Exception(
          Http2Violation.FLOW_CONTROL, "more DATA than the connection's window allows");
    }
    uncredited += flowBytes;
    credit();
  }

  /** Some of it is about to be passed on. */
  void waits(int bytes) {
    waiting += bytes;
  }

  /** Some of it was passed on, or thrown away. */
  void passedOn(int bytes) {
    waiting -= bytes;
    credit();
  }

  /** Nothing more is to be received. */
  void close() {
    closed = true;
  }

  private void credit() {
    if (uncredited >= windowBytes / 2 && waiting <= bufferBytes && !closed) {
      FrameWriter.windowUpdate(outbox.buffer(), 0, uncredited);
      left += uncredited;
      uncredited = 0;
    }
  }
}
