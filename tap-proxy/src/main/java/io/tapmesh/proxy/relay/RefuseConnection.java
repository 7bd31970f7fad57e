package io.tapmesh.proxy.relay;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.tapmesh.proxy.http2.GoAway;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells a client that it cannot be served at the moment, and ends its connection: with an answer
 * where it speaks HTTP, with a reset where it may not. Where that is to be found out first, it has
 * {@link #WAIT_NANOS} to say something.
 *
 * <p>The output is ended before the connection is, and what the client sends meanwhile is thrown
 * away: closing with input that nobody has read would reset the connection, and could take the
 * answer from the client. Only {@link #MAX_WAITING} at a time are waited for on an event loop;
 * beyond that a flood costs nothing but the answers.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Lost connections are told by channelInactive.
final class RefuseConnection extends Timed {

  static final int MAX_WAITING = 256;

  private static final int MAX_DISCARDED_BYTES = 64 << 10;
  private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Protocol protocol;
  private final Failure why;
  private final RelayLoop loop;
  private final long lingerNanos;
  private @Nullable ChannelHandlerContext context;
  private @Nullable ByteBuf received;
  private boolean waits;
  private boolean answered;
  private int discardedBytes;

  /**
   * Makes one.
   *
   * @param listener where the client connected
   * @param protocol what its first bytes will be
   */
  RefuseConnection(Listener listener, Protocol protocol, Failure why) {
    this.protocol = protocol;
    this.why = why;
    loop = listener.loop();
    lingerNanos = listener.limits().lingerNanos();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    boolean mayWait = loop.refusing < MAX_WAITING;
    switch (protocol) {
      case TCP, TLS -> Sockets.reset(ctx.channel());
      case DETECT -> {
        if (mayWait) {
          await();
          deadlineNanos = loop.deadlines.in(WAIT_NANOS);
          ctx.read();
        } else {
          Sockets.reset(ctx.channel());
        }
      }
      case HTTP, HTTP1, HTTP2 -> {
        boolean http2 = protocol == Protocol.HTTP2;
        if (mayWait) {
          await();
          answer(http2);
        } else {
          say(http2, ChannelFutureListener.CLOSE);
        }
      }
    }
  }

  private void await() {
    waits = true;
    loop.refusing++;
    loop.deadlines.watch(this);
  }

  private void answer(boolean http2) {
    answered = true;
    deadlineNanos = loop.deadlines.in(lingerNanos);
    // Whether it could be written is told by what follows.
    say(http2, written -> {});
    new ClientWriter(context(), loop.edits).endOutput();
  }

  private void say(boolean http2, ChannelFutureListener then) {
    if (http2) {
      ByteBuf out = context().alloc().buffer();
      GoAway.write(out, why.reason());
      context().writeAndFlush(out).addListener(then);
    } else {
      new ClientWriter(context(), loop.edits).failure(why, "", true, true, then);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf part = (ByteBuf) message;
    if (answered) {
      discardedBytes += part.readableBytes();
      part.release();
    } else {
      received = Buffers.append(ctx.alloc(), received, part);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (received != null) {
      judge(received);
    } else if (discardedBytes > MAX_DISCARDED_BYTES) {
      ctx.close();
    } else {
      ctx.read();
    }
  }

  /** The client has spoken. */
  private void judge(ByteBuf first) {
    FirstBytes.Verdict verdict = FirstBytes.of(first);
    switch (verdict) {
      case HTTP1, HTTP2 -> {
        discardedBytes = first.readableBytes();
        discard();
        answer(verdict == FirstBytes.Verdict.HTTP2);
      }
      case TCP, TLS -> Sockets.reset(context().channel());
      case UNDECIDED, HELD -> {
        received = Buffers.keep(first.alloc(), first);
        context().read();
      }
    }
  }

  private void discard() {
    Buffers.release(received);
    received = null;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      onDeadline();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    discard();
    if (waits) {
      waits = false;
      loop.refusing--;
      loop.deadlines.unwatch(this);
    }
  }

  @Override
  void onDeadline() {
    if (answered) {
      context().close();
    } else {
      Sockets.reset(context().channel());
    }
  }

  @Override
  void onDrain() {
    // It ends soon.
  }

  @Override
  void onDrainTimeout() {
    onDeadline();
  }

  private ChannelHandlerContext context() {
    return requireNonNull(context, "context");
  }
}
