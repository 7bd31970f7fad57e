package io.tapmesh.proxy.relay;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.tapmesh.proxy.hop.ClientHop;
import io.tapmesh.proxy.hop.HopHeaders;
import io.tapmesh.proxy.relay.RequestReader.Phase;
import io.tapmesh.proxy.telemetry.TlsFacts;
import io.tapmesh.proxy.tls.TlsEnd;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection: its {@link RequestReader} takes one request after the other out of what is
 * received here, and hands each to the {@link Relay}; the next one is looked at when the last byte
 * of the response has been written.
 *
 * <p>Nothing is read that cannot be passed on: the client is asked for more once the upstream can
 * take it, and the other way round. Both connections live on the same event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Lost connections are told by channelInactive.
final class Downstream extends Timed {

  private final ListenerSlot slot;
  private final RelayLoop loop;

  private @Nullable ChannelHandlerContext context;
  private @Nullable ClientWriter writer;
  private @Nullable RequestReader reader;
  private @Nullable String clientAddress;
  private @Nullable TlsFacts tls;
  private boolean inputEnded;

  Downstream(ListenerSlot slot) {
    this.slot = slot;
    loop = slot.current().loop();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    writer = new ClientWriter(ctx, loop.edits);
    reader = new RequestReader(slot, this, writer);
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

  /**
   * Takes a connection over from the handler that has found out what it carries.
   *
   * @param sinceNanos when the first byte of what was read came, by {@code Clock.nanos}
   * @param headDeadlineNanos until when the first head has to be complete: its time began when its
   *     first byte came
   */
  void resume(@Nullable ByteBuf read, boolean ended, long sinceNanos, long headDeadlineNanos) {
    start(context());
    if (read != null) {
      reader().beginHead(sinceNanos);
      reader().add(read.alloc(), read);
    }
    inputEnded = ended;
    process();
    if (reader().isWithinHead()) {
      deadlineNanos = Math.min(deadlineNanos, headDeadlineNanos);
    }
  }

  /**
   * Takes a connection over whose first bytes are not going to be a request.
   *
   * @param sinceNanos when they came, by {@code Clock.nanos}
   */
  void refuse(long sinceNanos, Failure failure, String detail) {
    start(context());
    reader().refuse(sinceNanos, failure, detail);
  }

  // ---- reading requests ----

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf part = (ByteBuf) message;
    RequestReader requests = reader();
    if (requests.phase() == Phase.LINGER) {
      part.release();
      return;
    }
    requests.add(ctx.alloc(), part);
    if (requests.phase() == Phase.BODY) {
      touch();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    process();
  }

  /** Goes on with what was received, as far as that is possible now. */
  void process() {
    reader().read(context().alloc());
    if (inputEnded) {
      endOfInput();
    } else {
      readMore();
    }
  }

  private void readMore() {
    RequestReader requests = reader();
    boolean wanted =
        switch (requests.phase()) {
          case HEAD, LINGER -> true;
          case BODY -> requests.isEmpty() && takesMore();
          // One read ahead, so as to notice a client that goes away.
          case SENT -> requests.isEmpty();
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

  /** The client sends no more than what was received; it may still want its responses. */
  private void endOfInput() {
    RequestReader requests = reader();
    switch (requests.phase()) {
      case HEAD, LINGER -> writer().close();
      case BODY -> {
        if (requests.isEmpty()) {
          // It can never be completed.
          context().close();
        }
      }
      case SENT -> {
        if (requests.isEmpty()) {
          relay().endRequests();
        }
      }
    }
  }

  // ---- for the reader ----

  /** A head has begun, and has to come to its end in time. */
  void awaitHead() {
    deadlineNanos = loop.deadlines.in(reader().limits().headerTimeoutNanos());
  }

  @Nullable String address() {
    return clientAddress;
  }

  /** What its requests tell the next hop of the client; null for nothing. */
  @Nullable ClientHop hop(@Nullable HopHeaders wanted) {
    return wanted == null ? null : ClientStart.hopOf(context().channel(), wanted);
  }

  /** How the connection is encrypted, if it is by us. */
  @Nullable TlsFacts tls() {
    return tls;
  }

  // ---- for the relay ----

  /** Leaves the connection, with what was read from it, to a tunnel. */
  void become(TunnelEnd end) {
    loop.deadlines.unwatch(this);
    ClientPipeline.replace(this, context(), "tunnel", end);
    end.takeOver(reader().takeAll(), inputEnded);
  }

  /** The response is over, and the connection stays. */
  void nextRequest() {
    reader().next();
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
    reader().stop();
    deadlineNanos = loop.deadlines.in(reader().limits().lingerNanos());
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
    if (reader().phase() == Phase.BODY && !inputEnded) {
      // What the upstream did not take was not the client's fault.
      reader().restartPace();
      touch();
      readMore();
    }
  }

  /** Something has moved: sets the deadline anew, according to what is awaited now. */
  void touch() {
    RequestReader requests = reader();
    Phase phase = requests.phase();
    if (phase == Phase.LINGER) {
      return;
    }
    Relay relay = requests.relay();
    RelayLimits limits = requests.limits();
    long wait = limits.idleTimeoutNanos();
    if (!relay.isActive()) {
      wait = loop.isDraining() ? RelayLoop.DRAIN_GRACE_NANOS : wait;
    } else if (phase == Phase.SENT && !relay.hasResponded()) {
      wait = limits.responseTimeoutNanos();
    }
    deadlineNanos = loop.deadlines.in(wait);
    if (phase == Phase.BODY && relay.isActive() && relay.takesMore()) {
      deadlineNanos = Math.min(deadlineNanos, requests.paceDeadlineNanos());
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
  public void channelInactive(ChannelHandlerContext ctx) {
    loop.deadlines.unwatch(this);
    inputEnded = true;
    reader().discard();
    relay().clientGone();
  }

  @Override
  void onDeadline() {
    if (relay().isActive()) {
      relay().timeOut();
    } else if (reader().phase() == Phase.HEAD && reader().isWithinHead()) {
      reader().refuse(Failure.REQUEST_TIMEOUT, "");
    } else {
      context().close();
    }
  }

  @Override
  void onDrain() {
    if (!relay().isActive() && !reader().isWithinHead()) {
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

  private RequestReader reader() {
    return requireNonNull(reader, "reader");
  }

  private Relay relay() {
    return reader().relay();
  }
}
