package io.tapmesh.proxy.relay;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.tapmesh.proxy.telemetry.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Tells HTTP/1 from HTTP/2 by a client's first bytes, and refuses everything else. No upstream is
 * asked before there is a request for it; nothing is consumed.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Lost connections are told by channelInactive.
final class HttpDetection extends Timed {

  private static final String NEITHER = "this is neither HTTP/1 nor HTTP/2";

  private final ListenerSlot slot;
  private final RelayLoop loop;
  private final RelayLimits limits;
  private @Nullable ChannelHandlerContext context;
  private @Nullable ByteBuf received;
  private long firstByteNanos;

  HttpDetection(ListenerSlot slot) {
    this.slot = slot;
    loop = slot.current().loop();
    limits = slot.current().limits();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    loop.deadlines.watch(this);
    deadlineNanos =
        loop.deadlines.in(
            loop.isDraining() ? RelayLoop.DRAIN_GRACE_NANOS : limits.idleTimeoutNanos());
    ctx.read();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (received == null) {
      firstByteNanos = Clock.nanos();
      deadlineNanos = loop.deadlines.in(limits.headerTimeoutNanos());
    }
    received = Buffers.append(ctx.alloc(), received, (ByteBuf) message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (received == null) {
      ctx.read();
      return;
    }
    switch (FirstBytes.ofHttp(received)) {
      case HTTP1 -> http1(false);
      case HTTP2 -> http2();
      case TCP, TLS -> refuse(Failure.BAD_REQUEST, NEITHER);
      case UNDECIDED, HELD -> {
        received = Buffers.keep(ctx.alloc(), received);
        ctx.read();
      }
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE && context != null) {
      http1(true);
    }
  }

  private void http1(boolean inputEnded) {
    Downstream next = new Downstream(slot);
    ByteBuf first = leaveTo("http1", next);
    next.resume(first, inputEnded, firstByteNanos, deadlineNanos);
  }

  private void http2() {
    H2Downstream next = new H2Downstream(slot);
    ByteBuf first = leaveTo("http2", next);
    next.begin(first);
  }

  private void refuse(Failure failure, String detail) {
    Downstream next = new Downstream(slot);
    Buffers.release(leaveTo("http1", next));
    next.refuse(firstByteNanos, failure, detail);
  }

  /** What was received is the other handler's from now on. */
  private @Nullable ByteBuf leaveTo(String name, Timed next) {
    loop.deadlines.unwatch(this);
    ByteBuf first = received;
    received = null;
    ClientPipeline.replace(this, requireNonNull(context, "context"), name, next);
    context = null;
    return first;
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    loop.deadlines.unwatch(this);
    Buffers.release(received);
    received = null;
  }

  @Override
  void onDeadline() {
    if (received == null) {
      onDrainTimeout();
    } else {
      refuse(Failure.REQUEST_TIMEOUT, "");
    }
  }

  @Override
  void onDrain() {
    if (received == null) {
      deadlineNanos = loop.deadlines.in(RelayLoop.DRAIN_GRACE_NANOS);
    }
  }

  @Override
  void onDrainTimeout() {
    requireNonNull(context, "context").close();
  }
}
