package io.tapmesh.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.tapmesh.proxy.hop.ClientHop;
import io.tapmesh.proxy.hop.HopHeaders;
import io.tapmesh.proxy.http2.Http2Connection;
import io.tapmesh.proxy.http2.IncomingStream;
import io.tapmesh.proxy.http2.ServerSideConnection;
import io.tapmesh.proxy.http2.Stream;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection of HTTP/2: each of its streams is a {@link StreamRelay}. Its peer may leave
 * at any time, and is asked to when the proxy drains.
 */
final class H2Downstream extends H2Handler {

  private final ListenerSlot slot;
  private final Connection connection;
  private @Nullable String clientAddress;
  private @Nullable ClientHop hop;
  private long idleDeadlineNanos = NEVER;
  private boolean leaving;

  H2Downstream(ListenerSlot slot) {
    super(slot.current().loop(), slot.current().limits());
    this.slot = slot;
    connection = new Connection();
  }

  private final class Connection extends ServerSideConnection {

    Connection() {
      super(limits.http2(), loop.heads, loop.flushes, H2Downstream.this);
    }

    @Override
    protected IncomingStream open(int streamId) {
      return new StreamRelay(H2Downstream.this, this, streamId);
    }
  }

  /** What a stream that begins now belongs to. */
  Listener listener() {
    return slot.current();
  }

  /** What its requests tell the next hop of the client; null for nothing. */
  @Nullable ClientHop hop(Listener listener) {
    HopHeaders wanted = listener.options().hop();
    if (wanted == null) {
      return null;
    }
    if (hop == null || !hop.is(wanted)) {
      hop = ClientStart.hopOf(channel(), wanted);
    }
    return hop;
  }

  @Nullable String clientAddress() {
    return clientAddress;
  }

  @Override
  Http2Connection connection() {
    return connection;
  }

  // ---- life ----

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    begin(null);
  }

  @Override
  void begin(@Nullable ByteBuf first) {
    if (channel().remoteAddress() instanceof InetSocketAddress address) {
      clientAddress = address.getAddress().getHostAddress();
    }
    onIdle();
    super.begin(first);
    if (loop.isDraining()) {
      onDrain();
    }
  }

  @Override
  void receive(ByteBuf in) {
    if (connection.receivePreface(in)) {
      connection.receive(in);
    }
  }

  @Override
  public void onIdle() {
    if (!loop.isDraining()) {
      // Else the end has been announced, and is not put off by streams that end before it.
      idleDeadlineNanos = loop.deadlines.in(limits.idleTimeoutNanos());
    }
    if (leaving) {
      endOutput();
    }
  }

  /** The client opens no more streams. */
  @Override
  public void onGoAway() {
    leaving = true;
    if (connection.streamCount() == 0) {
      endOutput();
    }
  }

  @Override
  public void onRoom() {
    // It is the client's to open streams.
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
      ((StreamRelay) stream).checkDeadline();
    }
    if (loop.isDraining() && loop.deadlines.hasPassed(idleDeadlineNanos)) {
      leave();
    }
  }

  /** New streams are refused, which tells the client that they may be sent again elsewhere. */
  private void leave() {
    if (!leaving) {
      leaving = true;
      connection.refuseStreams();
    }
    if (connection.streamCount() == 0) {
      endOutput();
    }
  }

  /** Two steps, so that requests that are on their way now are still served. */
  @Override
  void onDrain() {
    if (!isEnding()) {
      connection.announceEnd();
      idleDeadlineNanos = loop.deadlines.in(RelayLoop.DRAIN_GRACE_NANOS);
    }
  }

  @Override
  void onMemoryShort() {
    if (!channel().isWritable()) {
      // It reads nothing at all, so nothing could be told to it either.
      loop.counters.shedStalled.increment();
      cutAll(Failure.OVERLOADED);
      return;
    }
    for (Stream stream : connection.streams()) {
      ((StreamRelay) stream).cutIfStalled();
    }
  }

  @Override
  void onDrainTimeout() {
    cutAll(Failure.DRAIN_TIMEOUT);
  }

  private void cutAll(Failure failure) {
    for (Stream stream : connection.streams()) {
      ((StreamRelay) stream).cut(failure);
    }
    Sockets.reset(channel());
  }

  @Override
  void gone() {
    // The streams know.
  }
}
