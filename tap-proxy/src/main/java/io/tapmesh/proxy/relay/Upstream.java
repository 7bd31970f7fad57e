package io.tapmesh.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.tapmesh.proxy.hop.ClientHop;
import io.tapmesh.proxy.http1.HeadWriter;
import io.tapmesh.proxy.http1.HeaderEdits;
import io.tapmesh.proxy.http1.RequestHead;
import io.tapmesh.proxy.telemetry.Exchange;
import io.tapmesh.proxy.telemetry.TlsFacts;
import io.tapmesh.proxy.tls.TlsEnd;
import org.jspecify.annotations.Nullable;

/**
 * A connection to an upstream, which belongs to one exchange at a time, and to the pool between
 * two. Requests are written here as the {@link Relay} gives them; what comes back goes through the
 * {@link ResponseReader} to the relay. When the connection ends, its owner learns why, unless it
 * has ended it.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Lost connections are told by channelInactive.
final class Upstream extends Timed {

  /** Room in a request's buffer for the trace context. */
  private static final int HEAD_SLACK = 256;

  private final RelayLoop loop;
  private final RelayLimits limits;
  private final ResponseReader responses;
  private final ChannelFutureListener onWritten = future -> written(future.cause());

  private @Nullable ChannelHandlerContext context;
  private @Nullable UpstreamPool pool;
  private int endpoint;
  private @Nullable Relay client;
  private @Nullable TlsFacts tls;
  private boolean reused;
  private boolean answered;
  private boolean writable = true;
  private boolean reset;
  private boolean inputEnded;

  Upstream(RelayLoop loop, RelayLimits limits) {
    this.loop = loop;
    this.limits = limits;
    responses = new ResponseReader(this, loop, limits);
  }

  // ---- life ----

  /** Added to a connection that is open. */
  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    tls = TlsEnd.factsOf(ctx.channel());
    loop.deadlines.watch(this);
  }

  void opened(UpstreamPool owner, int index) {
    pool = owner;
    endpoint = index;
  }

  int endpoint() {
    return endpoint;
  }

  /** Whether it can take another request. */
  boolean isUsable() {
    return channel().isActive() && writable && !reset && responses.isEmpty();
  }

  /** Whether it has served a request before: the peer may have closed it just now. */
  boolean isReused() {
    return reused;
  }

  /** Whether a byte of the response to the current request was received. */
  boolean hasAnswered() {
    return answered;
  }

  /** Serves a client's exchange from now on. */
  void begin(Relay owner, boolean isHeadRequest, boolean isConnectRequest) {
    client = owner;
    responses.begin(isHeadRequest, isConnectRequest);
    answered = false;
    deadlineNanos = NEVER;
  }

  /** Goes to the pool. Reads, so as to notice when the peer closes. */
  void waitForWork() {
    client = null;
    reused = true;
    deadlineNanos = loop.deadlines.in(limits.upstreamIdleTimeoutNanos());
    if (pool != null && isUsable()) {
      pool.put(this);
      read();
    } else {
      close();
    }
  }

  /** Ends the connection; whoever it belonged to has taken note. */
  void close() {
    client = null;
    channel().close();
  }

  private Channel channel() {
    return context().channel();
  }

  private ChannelHandlerContext context() {
    if (context == null) {
      throw new IllegalStateException("not in a pipeline");
    }
    return context;
  }

  // ---- request: from the client's side ----

  /**
   * Writes the head of a request, and asks for the response.
   *
   * @param hop what it tells of its client; null for nothing
   */
  void send(RequestHead head, Exchange exchange, @Nullable ClientHop hop) {
    HeaderEdits edits = loop.edits.reset(head);
    if (tls != null) {
      exchange.secured(tls);
    }
    exchange.propagate(edits);
    if (hop != null) {
      hop.request(head, edits);
    }
    ByteBuf out = context().alloc().buffer(head.length() + HEAD_SLACK);
    HeadWriter.write(head, edits, out);
    write(out);
    read();
  }

  /** Writes a part of the request; {@link #flush} sends it. Takes over the buffer. */
  void write(ByteBuf part) {
    if (writable) {
      context().write(part).addListener(onWritten);
    } else {
      part.release();
    }
  }

  void flush() {
    context().flush();
  }

  /** Whether more of the request may be written now. */
  boolean canTakeMore() {
    return channel().isWritable() || !writable;
  }

  /** The client has ended its side: so does this one, and the upstream sees what happened. */
  void endOutput() {
    if (!writable) {
      return;
    }
    writable = false;
    context()
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            written -> {
              Sockets.shutdownOutput(channel());
            });
  }

  private void written(@Nullable Throwable cause) {
    if (cause != null && writable) {
      // The peer reads no more, but it may have answered: what it sent last is still to be read.
      writable = false;
      read();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (client != null) {
      client.readRequest();
    }
  }

  // ---- response: from the upstream ----

  /** Asks for more of the response. */
  void read() {
    context().read();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf part = (ByteBuf) message;
    if (client == null || responses.isDone()) {
      // Nobody asked: whatever this is, the next request must not get it as its answer.
      part.release();
      ctx.close();
      return;
    }
    answered = true;
    responses.add(ctx.alloc(), part);
    responses.read();
    responses.keep(ctx.alloc());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    Relay owner = client;
    if (owner != null) {
      owner.flushResponse();
      if (owner.clientTakesMore()) {
        read();
      }
    }
  }

  /** Leaves the connection, with what was read from it, to a tunnel. */
  void become(TunnelEnd end) {
    client = null;
    loop.deadlines.unwatch(this);
    context().pipeline().replace(this, "tunnel", end);
    responses.releaseIfEmpty();
    end.takeOver(responses.takeAll(), inputEnded);
    if (!writable) {
      end.outputHasEnded();
    }
  }

  /** Whose exchange it serves, if any. */
  @Nullable Relay client() {
    return client;
  }

  /** Whether neither side has ended its output. */
  boolean isOpenBothWays() {
    return writable && !inputEnded;
  }

  /** Bytes of the current response's body. */
  long bodyBytes() {
    return responses.bodyBytes();
  }

  // ---- the end ----

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // Most often a reset while reading; channelInactive follows and tells the client's side.
    RelayLog.unexpected(ctx.channel(), cause);
    reset = true;
    ctx.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    inputEnded = true;
    loop.deadlines.unwatch(this);
    responses.discard();
    Relay owner = client;
    if (owner == null) {
      if (pool != null) {
        pool.remove(this);
      }
      return;
    }
    client = null;
    if (responses.isDone()) {
      owner.upstreamGoneAfterResponse(this);
    } else if (responses.isUntilClose() && !reset) {
      owner.responseBody(Unpooled.EMPTY_BUFFER, true);
      owner.responseDone(this, false);
      owner.flushResponse();
    } else {
      owner.upstreamFailed(this, reset ? Failure.RESET : Failure.CLOSED, "");
    }
  }

  @Override
  void onDeadline() {
    close();
  }

  @Override
  void onDrain() {
    if (client == null) {
      close();
    }
  }

  @Override
  void onDrainTimeout() {
    if (client == null) {
      close();
    }
  }
}
