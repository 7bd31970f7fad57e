package io.tapmesh.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.tapmesh.proxy.http2.ClientSideConnection;
import io.tapmesh.proxy.http2.Stream;

/** A connection of HTTP/2 to an upstream, which carries the requests of any number of clients. */
final class H2Upstream extends H2Handler {

  private final H2Pool pool;
  private final int endpoint;
  private final ClientSideConnection connection;
  private long idleDeadlineNanos = NEVER;
  private boolean used;
  private boolean retired;

  H2Upstream(RelayLoop loop, RelayLimits limits, H2Pool pool, int endpoint) {
    super(loop, limits);
    this.pool = pool;
    this.endpoint = endpoint;
    connection = new ClientSideConnection(limits.http2(), loop.heads, loop.flushes, this);
  }

  @Override
  ClientSideConnection connection() {
    return connection;
  }

  int endpoint() {
    return endpoint;
  }

  /** Whether another request may be sent now. */
  boolean hasRoom() {
    return connection.hasRoom() && !isEnding();
  }

  /** Whether it has served a request before: the peer may have closed it just now. */
  boolean isReused() {
    return used;
  }

  void willBeUsed() {
    used = true;
  }

  @Override
  void begin(@org.jspecify.annotations.Nullable ByteBuf first) {
    onIdle();
    super.begin(first);
  }

  @Override
  void receive(ByteBuf in) {
    connection.receive(in);
  }

  @Override
  public void onIdle() {
    idleDeadlineNanos = loop.deadlines.in(limits.upstreamIdleTimeoutNanos());
    if (connection.isGoingAway() || retired || loop.isDraining()) {
      leave();
    }
  }

  @Override
  public void onGoAway() {
    pool.remove(this);
    if (connection.streamCount() == 0) {
      leave();
    }
  }

  @Override
  public void onRoom() {
    pool.serveWaiting(this);
  }

  @Override
  public void onFailed() {
    pool.remove(this);
    super.onFailed();
  }

  /** Ends when it is idle. Requests that hold on to the old configuration may still use it. */
  void retire() {
    retired = true;
    if (connection.streamCount() == 0) {
      leave();
    }
  }

  private void leave() {
    pool.remove(this);
    if (!isEnding()) {
      connection.goAway(0);
      endOutput();
    }
  }

  @Override
  void sweep() {
    if (connection.streamCount() == 0) {
      if (loop.deadlines.hasPassed(idleDeadlineNanos)) {
        leave();
      }
      return;
    }
    for (Stream stream : connection.streams()) {
      ((UpstreamStream) stream).checkDeadline();
    }
  }

  @Override
  void gone() {
    pool.remove(this);
  }

  @Override
  void onDrain() {
    if (connection.streamCount() == 0) {
      leave();
    }
  }

  @Override
  void onDrainTimeout() {
    Sockets.reset(channel());
  }
}
