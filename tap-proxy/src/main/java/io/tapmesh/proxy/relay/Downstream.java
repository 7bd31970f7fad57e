package io.tapmesh.proxy.relay;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.tapmesh.proxy.http1.BodyReader;
import io.tapmesh.proxy.http1.HeadReader;
import io.tapmesh.proxy.http1.RequestHead;
import io.tapmesh.proxy.http1.Violation;
import io.tapmesh.proxy.telemetry.Clock;
import io.tapmesh.proxy.telemetry.Exchange;
import io.tapmesh.proxy.telemetry.TlsFacts;
import io.tapmesh.proxy.tls.TlsEnd;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection: reads requests one after the other and hands each to the {@link Relay};
 * the next one is looked at when the last byte of the response has been written.
 *
 * <p>Nothing is read that cannot be passed on: the client is asked for more once the upstream can
 * take it, and the other way round. Both connections live on the same event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Lost connections are told by channelInactive.
final class Downstream extends Timed {

  private enum Phase {
    /** Between requests, or within the head of one. */
    HEAD,
    BODY,
    /** The request is complete; its response is not. */
    SENT,
    /** The last response is written; input is thrown away until the client closes. */
    LINGER
  }

  private final ListenerSlot slot;
  private final RelayLoop loop;
  private final RequestHead head = new RequestHead();

  // What the current request began with: the listener may be another one for the next.
  private Listener listener;
  private RelayLimits limits;
  private HeadReader heads;
  private BodyReader body;

  private @Nullable ChannelHandlerContext context;
  private @Nullable ClientWriter writer;
  private @Nullable Relay relay;
  private @Nullable String clientAddress;
  private @Nullable TlsFacts tls;
  private @Nullable ByteBuf received;
  private Phase phase = Phase.HEAD;
  private final Pace bodyPace = new Pace();
  private boolean headBegun;
  private long headNanos;
  private boolean inputEnded;

  Downstream(ListenerSlot slot) {
    this.slot = slot;
    listener = slot.current();
    loop = listener.loop();
    limits = listener.limits();
    heads = new HeadReader(limits.head());
    body = new BodyReader(limits.head().maxHeadBytes());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    writer = new ClientWriter(ctx, loop.edits);
    relay = new Relay(listener, this, head, body, writer);
  }

  /** Nothing of a request may have begun. */
  @SuppressWarnings("ReferenceEquality") // Each new configuration makes another one.
  private void followConfiguration() {
    Listener next = slot.current();
    if (!slot.isCurrent(listener)) {
      listener = next;
      limits = next.limits();
      heads = new HeadReader(limits.head());
      body = new BodyReader(limits.head().maxHeadBytes());
      relay = new Relay(next, this, head, body, writer());
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    start(ctx);
    ctx.read();
  }

  private void start(ChannelHandlerContext ctx) {
    loop.deadlines.watch(this);
    clientAddress = ClientStart.addressOf(ctx.channel());
    tls = TlsEnd.factsOf(ctx.channel());
    touch();
  }

  /** Takes a connection over from the handler that has found out what it carries. */
  void resume(@Nullable ByteBuf read, boolean ended) {
    start(context());
    received = read;
    inputEnded = ended;
    process();
  }

  // ---- reading requests ----

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf part = (ByteBuf) message;
    if (phase == Phase.LINGER) {
      part.release();
      return;
    }
    received = Buffers.append(ctx.alloc(), received, part);
    if (phase == Phase.BODY) {
      touch();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    process();
  }

  /** Goes on with what was received, as far as that is possible now. */
  void process() {
    while (received != null && (phase == Phase.HEAD ? readHead(received) : readBody(received))) {
      // Each step says whether another may follow.
    }
    received = Buffers.keep(context().alloc(), received);
    relay().flushRequest();
    if (inputEnded) {
      endOfInput();
    } else {
      readMore();
    }
  }

  private void readMore() {
    boolean wanted =
        switch (phase) {
          case HEAD, LINGER -> true;
          case BODY -> received == null && takesMore();
          // One read ahead, so as to notice a client that goes away.
          case SENT -> received == null;
        };
    if (wanted) {
      context().read();
    }
  }

  private boolean takesMore() {
    boolean takes = relay().takesMore();
    if (!takes) {
      touch();
    }
    return takes;
  }

  private boolean readHead(ByteBuf in) {
    if (!headBegun) {
      followConfiguration();
      headBegun = true;
      headNanos = Clock.nanos();
      deadlineNanos = loop.deadlines.in(limits.headerTimeoutNanos());
    }
    switch (heads.read(in, head)) {
      case INCOMPLETE -> {
        headBegun = in.isReadable();
        releaseIfEmpty();
        return false;
      }
      case VIOLATION -> {
        Violation violation = heads.violation();
        refuse(Failure.ofRequest(violation), violation.description());
        return false;
      }
      case COMPLETE -> {
        releaseIfEmpty();
        headBegun = false;
        body.start(head);
        phase = body.isDone() ? Phase.SENT : Phase.BODY;
        bodyPace.begin(loop.deadlines.in(limits.headerTimeoutNanos()), 0);
        Exchange begun = listener.recorder().begin(head, headNanos, clientAddress);
        if (tls != null) {
          begun.secured(tls);
        }
        relay().start(begun);
        touch();
        return phase == Phase.BODY;
      }
    }
    throw new IllegalStateException("unknown result");
  }

  private void refuse(Failure failure, String detail) {
    headBegun = false;
    relay().refuse(listener.recorder().beginMalformed(headNanos, clientAddress), failure, detail);
  }

  /** Passes on what was received of a body. */
  private boolean readBody(ByteBuf in) {
    if (phase != Phase.BODY || !relay().isAttached()) {
      return false;
    }
    int available = body.scan(in);
    if (available < 0) {
      Violation violation = requireNonNull(body.violation());
      relay().cut(Failure.BAD_REQUEST, violation.description());
      return false;
    }
    if (limits.maxRequestBodyBytes() > 0 && body.bodyBytes() > limits.maxRequestBodyBytes()) {
      relay().cut(Failure.BODY_TOO_LARGE, "");
      return false;
    }
    touch();
    boolean done = body.isDone();
    if (done) {
      phase = Phase.SENT;
    }
    relay().forward(take(in, available));
    return done;
  }

  /** The client sends no more than what was received; it may still want its responses. */
  private void endOfInput() {
    switch (phase) {
      case HEAD, LINGER -> writer().close();
      case BODY -> {
        if (received == null) {
          // It can never be completed.
          context().close();
        }
      }
      case SENT -> {
        if (received == null) {
          relay().endRequests();
        }
      }
    }
  }

  // ---- for the relay ----

  /** Leaves the connection, with what was read from it, to a tunnel. */
  void become(TunnelEnd end) {
    loop.deadlines.unwatch(this);
    ClientPipeline.replace(this, context(), "tunnel", end);
    end.takeOver(received, inputEnded);
    received = null;
  }

  /** The response is over, and the connection stays. */
  void nextRequest() {
    phase = Phase.HEAD;
    touch();
  }

  /** As {@link #process}, but not in the middle of it. */
  void processLater() {
    context().executor().execute(this::process);
  }

  /**
   * All is written and the client has said that it sends nothing more: closes, which costs less
   * than to {@link #linger}, and takes nothing from a client that keeps its word.
   */
  void end() {
    throwAwayInput();
    writer().close();
  }

  private void throwAwayInput() {
    phase = Phase.LINGER;
    Buffers.release(received);
    received = null;
    deadlineNanos = loop.deadlines.in(limits.lingerNanos());
  }

  /** All is written: lets the client read it, for a while, before closing. */
  void linger() {
    throwAwayInput();
    if (inputEnded) {
      writer().close();
    } else {
      writer().endOutput();
    }
  }

  /** Whether the client has ended its side, or all of the connection. */
  boolean hasEnded() {
    return inputEnded;
  }

  /** The upstream takes more again. */
  void readMoreOfRequest() {
    if (phase == Phase.BODY && !inputEnded) {
      // What the upstream did not take was not the client's fault.
      bodyPace.begin(loop.deadlines.in(limits.headerTimeoutNanos()), body.bodyBytes());
      touch();
      readMore();
    }
  }

  /** Something has moved: sets the deadline anew, according to what is awaited now. */
  void touch() {
    if (phase == Phase.LINGER) {
      return;
    }
    long wait = limits.idleTimeoutNanos();
    if (!relay().isActive()) {
      wait = loop.isDraining() ? RelayLoop.DRAIN_GRACE_NANOS : wait;
    } else if (phase == Phase.SENT && !relay().hasResponded()) {
      wait = limits.responseTimeoutNanos();
    }
    deadlineNanos = loop.deadlines.in(wait);
    if (phase == Phase.BODY && relay().isActive() && relay().takesMore()) {
      long rate = limits.minRequestBodyBytesPerSecond();
      deadlineNanos = Math.min(deadlineNanos, bodyPace.deadlineNanos(body.bodyBytes(), rate));
    }
  }

  // ---- events ----

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable() && relay().isActive()) {
      touch();
      relay().readResponse();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      inputEnded = true;
      process();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    RelayLog.unexpected(ctx.channel(), cause);
    ctx.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    loop.deadlines.unwatch(this);
    inputEnded = true;
    Buffers.release(received);
    received = null;
    relay().clientGone();
  }

  @Override
  void onDeadline() {
    if (relay().isActive()) {
      relay().timeOut();
    } else if (phase == Phase.HEAD && headBegun) {
      refuse(Failure.REQUEST_TIMEOUT, "");
    } else {
      context().close();
    }
  }

  @Override
  void onDrain() {
    if (!relay().isActive() && !headBegun) {
      touch();
    }
  }

  @Override
  void onMemoryShort() {
    if (relay().isActive() && !writer().canTakeMore()) {
      loop.counters.shedStalled.increment();
      relay().cut(Failure.OVERLOADED, "");
    }
  }

  @Override
  void onDrainTimeout() {
    if (relay().isActive()) {
      relay().cut(Failure.DRAIN_TIMEOUT, "");
    } else {
      context().close();
    }
  }

  // ---- small things ----

  private ChannelHandlerContext context() {
    return requireNonNull(context, "context");
  }

  private ClientWriter writer() {
    return requireNonNull(writer, "writer");
  }

  private Relay relay() {
    return requireNonNull(relay, "relay");
  }

  private ByteBuf take(ByteBuf in, int length) {
    if (in.readableBytes() == length) {
      received = null;
      return in;
    }
    return in.readRetainedSlice(length);
  }

  private void releaseIfEmpty() {
    if (received != null && !received.isReadable()) {
      received.release();
      received = null;
    }
  }
}
