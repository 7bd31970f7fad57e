package io.tapmesh.proxy.relay;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.tapmesh.proxy.http2.Http2Connection;
import io.tapmesh.proxy.http2.Http2Events;
import io.tapmesh.proxy.http2.Http2Violation;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A channel that carries HTTP/2, whichever side it is on: hands over what is read, asks for more,
 * and ends.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Lost connections are told by channelInactive.
abstract class H2Handler extends Timed implements Http2Events {

  /** How often the deadlines of streams are looked at. */
  static final long SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /**
   * DATA waits for the peer to read, heads and control frames do not; beyond so much output no more
   * is read, so that there is no reason for any.
   */
  private static final long MAX_OUTPUT_BYTES = 1 << 20;

  final RelayLoop loop;
  final RelayLimits limits;

  private @Nullable ChannelHandlerContext context;
  private @Nullable ByteBuf received;
  private long headDeadlineNanos = NEVER;
  private boolean lingering;

  H2Handler(RelayLoop loop, RelayLimits limits) {
    this.loop = loop;
    this.limits = limits;
  }

  abstract Http2Connection connection();

  /** Takes in what is in the buffer. */
  abstract void receive(ByteBuf in);

  /** The channel has gone, and the streams know. */
  abstract void gone();

  /** Looks at the deadlines of streams, and of the connection where it has none. */
  abstract void sweep();

  final ChannelHandlerContext context() {
    return requireNonNull(context, "context");
  }

  final Channel channel() {
    return context().channel();
  }

  // ---- reading ----

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  /**
   * Begins; to be called once the channel is active.
   *
   * @param first what has been read already; is taken over
   */
  void begin(@Nullable ByteBuf first) {
    loop.deadlines.watch(this);
    connection().start(context());
    deadlineNanos = loop.deadlines.in(SWEEP_NANOS);
    if (first != null) {
      channelRead(context(), first);
    }
    readMore();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf part = (ByteBuf) message;
    if (lingering) {
      part.release();
      return;
    }
    ByteBuf in = Buffers.append(ctx.alloc(), received, part);
    received = in;
    receive(in);
    // It may have been released by what that led to.
    if (received != null && !received.isReadable()) {
      received.release();
      received = null;
    }
    received = Buffers.keep(ctx.alloc(), received);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    readMore();
  }

  private void readMore() {
    if (channel().bytesBeforeWritable() < MAX_OUTPUT_BYTES) {
      context().read();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (channel().isWritable()) {
      connection().writable();
      readMore();
    }
  }

  /** HTTP/2 has no use for half-closed connections: without window updates nothing moves. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      ctx.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    loop.deadlines.unwatch(this);
    connection().lost();
    Buffers.release(received);
    received = null;
    gone();
  }

  // ---- the end ----

  @Override
  public void onViolation(Http2Violation violation) {
    loop.counters.http2Violation(violation);
  }

  @Override
  public void onFailed() {
    endOutput();
  }

  /** Ends once everything is written; closing at once could take it from the peer. */
  final void endOutput() {
    if (lingering) {
      return;
    }
    lingering = true;
    deadlineNanos = loop.deadlines.in(limits.lingerNanos());
    connection()
        .whenWritten(
            written -> {
              Sockets.shutdownOutput(channel());
            });
  }

  final boolean isEnding() {
    return lingering;
  }

  @Override
  void onDeadline() {
    if (lingering) {
      context().close();
      return;
    }
    deadlineNanos = loop.deadlines.in(SWEEP_NANOS);
    boolean awaiting = received != null || connection().isAwaitingHead();
    if (!awaiting) {
      headDeadlineNanos = NEVER;
    } else if (headDeadlineNanos == NEVER) {
      headDeadlineNanos = loop.deadlines.in(limits.headerTimeoutNanos());
    } else if (loop.deadlines.hasPassed(headDeadlineNanos)) {
      connection().fail(Http2Violation.TOO_SLOW, "what has begun was not completed in time");
      return;
    }
    sweep();
  }
}
