package io.tapmesh.proxy.relay;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.concurrent.Future;
import io.tapmesh.proxy.telemetry.Clock;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a client speaks, and makes place for the handler of that; nothing is consumed.
 *
 * <p>Most clients speak at once, and {@link FirstBytes} tells. One that is silent for {@link
 * ListenerOptions#detectionWaitNanos} may be waiting for a server that speaks first: the upstream
 * is connected then, and whoever speaks first decides. Bytes that say nothing yet are passed on as
 * they are when no others follow for as long.
 *
 * <p>But for those that may become a request of HTTP: a pause in its first line must not lead it
 * around all checks. They are held, as if the client were silent, and refused when the time for a
 * head is over. Nobody ever waits for good.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Lost connections are told by channelInactive.
final class Detection extends Timed implements Dial.Owner {

  private final ListenerSlot slot;
  private final Listener listener;
  private final RelayLoop loop;
  private @Nullable ChannelHandlerContext context;
  private @Nullable ClientStart client;
  private @Nullable ByteBuf received;
  private long firstByteNanos;
  private boolean inputEnded;
  private boolean decided;
  private @Nullable Future<?> wait;
  private @Nullable Dial dial;
  private @Nullable Channel early;
  private @Nullable EarlyUpstream watcher;

  Detection(ListenerSlot slot) {
    this.slot = slot;
    listener = slot.current();
    loop = listener.loop();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    client = ClientStart.of(ctx.channel());
    loop.deadlines.watch(this);
    deadlineNanos = loop.deadlines.in(listener.limits().idleTimeoutNanos());
    if (listener.speaksFirst().expects(listener.serverKey())) {
      connect();
    } else {
      await(ctx);
    }
    ctx.read();
  }

  private void await(ChannelHandlerContext ctx) {
    long nanos = listener.options().detectionWaitNanos();
    wait = ctx.executor().schedule(this::waitIsOver, nanos, TimeUnit.NANOSECONDS);
  }

  private void waitIsOver() {
    wait = null;
    if (decided) {
      return;
    }
    if (received != null && !isHeld()) {
      decide(FirstBytes.Verdict.TCP);
    } else if (dial == null) {
      connect();
    }
  }

  /** Whether what was received must not be passed on as it is. */
  private boolean isHeld() {
    return received != null && FirstBytes.of(received) == FirstBytes.Verdict.HELD;
  }

  // ---- the client's side ----

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (received == null) {
      firstByteNanos = Clock.nanos();
      deadlineNanos = loop.deadlines.in(listener.limits().headerTimeoutNanos());
    }
    received = Buffers.append(ctx.alloc(), received, (ByteBuf) message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (received == null) {
      if (!inputEnded) {
        ctx.read();
      }
      return;
    }
    FirstBytes.Verdict verdict = inputEnded ? FirstBytes.atEnd(received) : FirstBytes.of(received);
    if (verdict == FirstBytes.Verdict.UNDECIDED || verdict == FirstBytes.Verdict.HELD) {
      received = Buffers.keep(ctx.alloc(), received);
      stopWaiting();
      await(ctx);
      ctx.read();
    } else {
      decide(verdict);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE && !decided) {
      // Also with nothing said: it may want to hear what the server has to say.
      inputEnded = true;
      decide(received == null ? FirstBytes.Verdict.TCP : FirstBytes.atEnd(received));
    }
  }

  // ---- the upstream's side ----

  private void connect() {
    dial = new Dial(listener, this);
    dial.start();
  }

  @Override
  public void opened(Channel channel) {
    if (decided) {
      channel.close();
      return;
    }
    early = channel;
    if (received == null) {
      deadlineNanos = loop.deadlines.in(listener.limits().tunnelIdleTimeoutNanos());
    }
    watcher = new EarlyUpstream(this::upstreamSpoke);
    UpstreamPipeline.watch(channel, watcher);
  }

  private void upstreamSpoke(EarlyUpstream upstream) {
    if (!decided) {
      if (upstream.hasGreeted()) {
        listener.speaksFirst().note(listener.serverKey());
      }
      // One that answers in HTTP, or ends without a word, is no reason to pass on half a request.
      boolean isHttp = isHeld() && !upstream.hasGreeted();
      decide(isHttp ? FirstBytes.Verdict.HTTP1 : FirstBytes.Verdict.TCP);
    }
  }

  @Override
  public void tryingAnother(Failure failure) {
    // There is no exchange yet that could take note; the counter of retries has.
  }

  @Override
  public void failed(Failure failure) {
    if (decided) {
      return;
    }
    if (isHeld()) {
      // What has begun as a request is told so in its own language, once it is one.
      dial = null;
      decide(FirstBytes.Verdict.HTTP1);
    } else {
      tcp(false).failed(failure);
    }
  }

  // ---- the verdict ----

  private void decide(FirstBytes.Verdict verdict) {
    switch (verdict) {
      case HTTP1 -> http1();
      case TLS -> tcp(true);
      case HTTP2 -> http2();
      case TCP -> tcp(false);
      case UNDECIDED, HELD -> throw new IllegalStateException("not decided");
    }
  }

  private void http1() {
    settle();
    listener.speaksFirst().forget(listener.serverKey());
    Downstream next = new Downstream(slot);
    ClientPipeline.replace(this, context(), "http1", next);
    if (early != null && watcher != null) {
      listener.upstreams().adopt(early, requireNonNull(dial).index(), watcher);
    } else if (dial != null) {
      listener.upstreams().adopt(dial);
    }
    next.resume(received, inputEnded, firstByteNanos, deadlineNanos);
    received = null;
  }

  /** What was held has not become a request in time. */
  private void refuse() {
    settle();
    closeEarly();
    Buffers.release(received);
    received = null;
    Downstream next = new Downstream(slot);
    ClientPipeline.replace(this, context(), "http1", next);
    next.refuse(firstByteNanos, Failure.REQUEST_TIMEOUT, "");
  }

  private void http2() {
    settle();
    listener.speaksFirst().forget(listener.serverKey());
    closeEarly();
    H2Downstream next = new H2Downstream(slot);
    ClientPipeline.replace(this, context(), "http2", next);
    ByteBuf first = received;
    received = null;
    next.begin(first);
    if (inputEnded) {
      context().close();
    }
  }

  private TcpRelay tcp(boolean tls) {
    settle();
    TcpRelay relay = new TcpRelay(listener, requireNonNull(client), dial, tls);
    ClientPipeline.replace(this, context(), "tcp", relay.client());
    relay.client().takeOver(received, inputEnded);
    received = null;
    if (early != null) {
      relay.join(early, watcher);
    }
    return relay;
  }

  private void settle() {
    decided = true;
    stopWaiting();
    loop.deadlines.unwatch(this);
  }

  private void stopWaiting() {
    if (wait != null) {
      wait.cancel(false);
      wait = null;
    }
  }

  // ---- the end ----

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (decided) {
      return;
    }
    settle();
    Buffers.release(received);
    received = null;
    closeEarly();
  }

  private void closeEarly() {
    if (early != null) {
      Buffers.release(requireNonNull(watcher).take());
      early.close();
    }
  }

  @Override
  void onDeadline() {
    if (received == null) {
      context().close();
    } else if (isHeld()) {
      refuse();
    } else {
      // It trickles in, always just in time.
      decide(FirstBytes.Verdict.TCP);
    }
  }

  @Override
  void onDrain() {
    if (received != null) {
      // As everywhere, what has begun may go on until its own deadline.
      return;
    }
    deadlineNanos = loop.deadlines.in(RelayLoop.DRAIN_GRACE_NANOS);
  }

  @Override
  void onDrainTimeout() {
    context().close();
  }

  private ChannelHandlerContext context() {
    return requireNonNull(context, "context");
  }
}
