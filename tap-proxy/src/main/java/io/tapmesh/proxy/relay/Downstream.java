package io.tapmesh.proxy.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.tapmesh.proxy.http1.BodyReader;
import io.tapmesh.proxy.http1.HeadReader;
import io.tapmesh.proxy.http1.HeadWriter;
import io.tapmesh.proxy.http1.HeaderEdits;
import io.tapmesh.proxy.http1.RequestHead;
import io.tapmesh.proxy.http1.ResponseHead;
import io.tapmesh.proxy.http1.Violation;
import io.tapmesh.proxy.telemetry.Clock;
import io.tapmesh.proxy.telemetry.Exchange;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection: reads requests one after the other, has each answered by an {@link
 * Upstream}, and writes the responses.
 *
 * <p>A request passes through these, in this order: {@link #readHead} → {@link Admission} → {@link
 * #route} → {@link #dispatch} takes a connection → {@link #attach} → {@link #relayRequest}; and
 * back through {@link #response} → {@link #responseBody} → {@link #responseDone}.
 *
 * <p>Nothing is read that cannot be passed on: the client is asked for more once the upstream can
 * take it, and the other way round. Both connections live on the same event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Lost connections are told by channelInactive.
final class Downstream extends Timed {

  private static final byte[] HEAD = "HEAD".getBytes(US_ASCII);

  /** For the trace context. */
  private static final int HEAD_SLACK = 256;

  private enum Phase {
    /** Between requests, or within the head of one. */
    HEAD,
    BODY,
    /** The request is complete; its response is not. */
    SENT,
    /** The last response is written; input is thrown away until the client closes. */
    LINGER
  }

  private final Listener listener;
  private final RelayLoop loop;
  private final RelayLimits limits;
  private final HeadReader heads;
  private final BodyReader body;
  private final RequestHead head = new RequestHead();

  private @Nullable ChannelHandlerContext context;
  private @Nullable ClientWriter writer;
  private @Nullable String clientAddress;
  private @Nullable ByteBuf received;
  private Phase phase = Phase.HEAD;
  private boolean inputEnded;

  // Of the current request.
  private boolean headBegun;
  private long headNanos;
  private boolean isHeadRequest;
  private @Nullable Exchange exchange;
  private @Nullable Upstream upstream;
  private int endpoint;
  private int triesLeft;
  private boolean forwarded;
  private boolean continued;
  private boolean responded;
  private boolean responseDone;
  private boolean closeAfter;

  Downstream(Listener listener) {
    this.listener = listener;
    loop = listener.loop();
    limits = listener.limits();
    heads = new HeadReader(limits.head());
    body = new BodyReader(limits.head().maxHeadBytes());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    writer = new ClientWriter(ctx, loop.edits);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    loop.deadlines.watch(this);
    if (ctx.channel().remoteAddress() instanceof InetSocketAddress address) {
      clientAddress = address.getAddress().getHostAddress();
    }
    touch();
    ctx.read();
  }

  // ---- the request ----

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

  private void process() {
    while (received != null && (phase == Phase.HEAD ? readHead(received) : relayRequest())) {
      // Each step says whether another may follow.
    }
    if (upstream != null) {
      upstream.flush();
    }
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
          case BODY -> received == null && (upstream == null || upstream.canTakeMore());
          // One read ahead, so as to notice a client that goes away.
          case SENT -> received == null;
        };
    if (wanted) {
      context().read();
    }
  }

  private boolean readHead(ByteBuf in) {
    if (!headBegun) {
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
        beginMalformed();
        respond(Failure.ofRequest(violation), violation.description());
        return false;
      }
      case COMPLETE -> {
        // Goes on below.
      }
    }
    releaseIfEmpty();
    body.start(head);
    phase = body.isDone() ? Phase.SENT : Phase.BODY;
    begin(listener.recorder().begin(head, headNanos, clientAddress));
    isHeadRequest = head.isMethod(HEAD);
    closeAfter = !head.keepsAlive();
    Failure refusal = Admission.check(head, limits);
    if (refusal != null) {
      respond(refusal, "");
    } else {
      route();
    }
    return phase == Phase.BODY;
  }

  private void begin(Exchange begun) {
    exchange = begun;
    loop.counters.exchanges.incrementAndGet();
    headBegun = false;
    isHeadRequest = false;
    forwarded = false;
    continued = false;
    responded = false;
    responseDone = false;
    touch();
  }

  private void beginMalformed() {
    begin(listener.recorder().beginMalformed(headNanos, clientAddress));
    closeAfter = true;
  }

  /** Decides where the request goes: a listener has one destination, of one or more endpoints. */
  private void route() {
    triesLeft = listener.upstreams().size();
    dispatch(listener.upstreams().nextEndpoint(), true);
  }

  /** Takes a connection to an endpoint, pooled if there is one and it is wanted. */
  private void dispatch(int index, boolean pooled) {
    endpoint = index;
    Endpoint target = listener.upstreams().endpoint(index);
    exchange().attempt(target.host(), target.port());
    Upstream idle = pooled ? listener.upstreams().poll(index) : null;
    if (idle == null) {
      listener.upstreams().connect(index, this);
    } else {
      attach(idle);
    }
  }

  /**
   * A connection is open.
   *
   * @return false if it is no longer wanted
   */
  boolean connected(Upstream opened) {
    if (exchange == null || upstream != null || responded) {
      return false;
    }
    attach(opened);
    process();
    return true;
  }

  /** No connection could be had; nothing was sent, so any other endpoint will do. */
  void connectFailed(Failure failure) {
    if (exchange == null || upstream != null || responded) {
      return;
    }
    triesLeft--;
    if (triesLeft > 0) {
      loop.counters.retries.increment();
      exchange.attemptFailed(failure.reason());
      dispatch(listener.upstreams().nextEndpoint(), true);
      process();
    } else {
      respond(failure, listener.upstreams().endpoint(endpoint).toString());
    }
  }

  private void attach(Upstream chosen) {
    upstream = chosen;
    chosen.begin(this, isHeadRequest);
    HeaderEdits edits = loop.edits.reset(head);
    exchange().propagate(edits);
    ByteBuf out = context().alloc().buffer(head.length() + HEAD_SLACK);
    HeadWriter.write(head, edits, out);
    chosen.write(out);
    chosen.read();
  }

  /** Passes on what was received of the body. */
  private boolean relayRequest() {
    Upstream target = upstream;
    if (phase != Phase.BODY || received == null || target == null) {
      return false;
    }
    int available = body.scan(received);
    if (available < 0) {
      Violation violation = requireNonNull(body.violation());
      cut(Failure.BAD_REQUEST, violation.description());
      return false;
    }
    if (limits.maxRequestBodyBytes() > 0 && body.bodyBytes() > limits.maxRequestBodyBytes()) {
      cut(Failure.BODY_TOO_LARGE, "");
      return false;
    }
    forwarded = true;
    target.write(take(received, available));
    if (!body.isDone()) {
      return false;
    }
    phase = Phase.SENT;
    touch();
    if (responseDone) {
      target.flush();
      nextRequest(target, true);
      return true;
    }
    return false;
  }

  // ---- the response ----

  /** A 1xx: passed on as it came, and another response follows. */
  void interimResponse(ResponseHead interim) {
    touch();
    continued |= interim.status() == 100;
    if (head.minorVersion() > 0) {
      writer().interim(interim);
    }
  }

  /**
   * The final response begins.
   *
   * @param in holds {@code available} bytes of its body at the reader index; they are consumed
   */
  void response(ResponseHead answer, boolean untilClose, ByteBuf in, int available, boolean done) {
    responded = true;
    touch();
    exchange().responded(answer.status());
    boolean bodyUnread = phase == Phase.BODY;
    closeAfter |=
        untilClose
            || loop.isDraining()
            || (bodyUnread && (!answer.keepsAlive() || (head.expectsContinue() && !continued)));
    boolean announceKeepAlive = head.minorVersion() == 0;
    write(writer().head(answer, closeAfter, announceKeepAlive, in, available), done);
  }

  /** More of the response's body. Takes over the buffer. */
  void responseBody(ByteBuf part, boolean isLast) {
    touch();
    write(part, isLast);
  }

  private void write(ByteBuf part, boolean isLast) {
    if (isLast) {
      // The exchange ends when this has been written, even if the next request has begun by then.
      noteBodies(upstream);
      writer().lastPart(part, exchange());
    } else {
      writer().part(part);
    }
  }

  void flushResponse() {
    writer().flush();
  }

  boolean canTakeMore() {
    return writer().canTakeMore();
  }

  /** The response is complete; the request may not be. */
  void responseDone(Upstream source, boolean reusable) {
    responseDone = true;
    writer().flush();
    if (phase == Phase.SENT) {
      nextRequest(source, reusable);
      process();
    } else if (closeAfter || !reusable) {
      source.close();
      linger();
    }
    // Else it was answered early, and goes on until the request is complete: the rest of its body
    // must not be taken for the next request.
  }

  /** An early response is complete and the upstream has gone: nobody wants the rest of the body. */
  void upstreamGoneAfterResponse(Upstream source) {
    if (upstream == source) {
      linger();
    }
  }

  private void nextRequest(Upstream source, boolean reusable) {
    endExchange();
    if (reusable) {
      source.waitForWork();
    } else {
      source.close();
    }
    if (closeAfter || (inputEnded && received == null)) {
      linger();
    } else {
      phase = Phase.HEAD;
      touch();
    }
  }

  private void endExchange() {
    upstream = null;
    if (exchange != null) {
      exchange = null;
      loop.counters.exchanges.decrementAndGet();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (upstream != null && ctx.channel().isWritable()) {
      touch();
      upstream.read();
    }
  }

  void upstreamWritabilityChanged() {
    if (phase == Phase.BODY && !inputEnded) {
      touch();
      readMore();
    }
  }

  // ---- what goes wrong ----

  /** The upstream's connection ended, or what came from it makes no sense. */
  void upstreamFailed(Upstream source, Failure failure, String detail) {
    if (upstream != source || exchange == null) {
      return;
    }
    upstream = null;
    if (responded) {
      noteBodies(source);
      // If the framing shows that something is missing, what was sent so far may arrive.
      abort(failure == Failure.BAD_RESPONSE ? failure : Failure.RESPONSE_CUT, failure);
    } else if (mayRetry(source)) {
      loop.counters.retries.increment();
      exchange.attemptFailed(failure.reason());
      dispatch(endpoint, false);
      process();
    } else {
      respond(failure, detail);
    }
  }

  /**
   * A pooled connection may be closed by its peer just when it is taken. What was lost then may be
   * sent again if that cannot do anything twice, and only on a connection that is new.
   */
  private boolean mayRetry(Upstream source) {
    return source.isReused()
        && !source.hasAnswered()
        && !forwarded
        && !inputEnded
        && Admission.isIdempotent(head);
  }

  /** Breaks off a request in the middle: with a response if none has begun. */
  private void cut(Failure failure, String detail) {
    Upstream source = upstream;
    upstream = null;
    noteBodies(source);
    if (source != null) {
      source.close();
    }
    closeAfter = true;
    if (responded) {
      abort(failure, failure);
    } else {
      respond(failure, detail);
    }
  }

  /** Answers in the upstream's place. */
  private void respond(Failure failure, String detail) {
    Exchange ending = exchange();
    ending.failed(failure.reason());
    ending.responded(failure.status());
    closeAfter |= phase != Phase.SENT || loop.isDraining() || inputEnded;
    closeAfter |= head.minorVersion() == 0;
    endExchange();
    writer().failure(failure, detail, !isHeadRequest, closeAfter, ending);
    if (closeAfter) {
      linger();
    } else {
      phase = Phase.HEAD;
      touch();
      context().executor().execute(this::process);
    }
  }

  /** Ends a connection whose response cannot be completed, so that it cannot seem complete. */
  private void abort(Failure reason, Failure cause) {
    Exchange ending = exchange();
    ending.failed(reason.reason());
    ending.end();
    endExchange();
    if (cause == Failure.CLOSED) {
      writer().close();
    } else {
      writer().reset();
    }
  }

  /** Everything is written: lets the client read it, for a while, before closing. */
  private void linger() {
    phase = Phase.LINGER;
    endExchange();
    Buffers.release(received);
    received = null;
    deadlineNanos = loop.deadlines.in(limits.lingerNanos());
    if (inputEnded) {
      writer().close();
    } else {
      writer().endOutput();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE) {
      inputEnded = true;
      process();
    }
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
          closeAfter = true;
          if (upstream != null) {
            // The upstream learns what it would have learned without us.
            upstream.endOutput();
          }
        }
      }
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
    Upstream source = upstream;
    if (exchange != null) {
      noteBodies(source);
      exchange.failed(Exchange.CLIENT_CLOSED);
      exchange.end();
    }
    endExchange();
    if (source != null) {
      source.close();
    }
  }

  // ---- time ----

  private void touch() {
    if (exchange == null) {
      boolean draining = loop.isDraining();
      deadlineNanos =
          loop.deadlines.in(draining ? RelayLoop.DRAIN_GRACE_NANOS : limits.idleTimeoutNanos());
    } else if (phase == Phase.SENT && !responded) {
      deadlineNanos = loop.deadlines.in(limits.responseTimeoutNanos());
    } else if (phase != Phase.LINGER) {
      deadlineNanos = loop.deadlines.in(limits.idleTimeoutNanos());
    }
  }

  @Override
  void onDeadline() {
    if (exchange != null) {
      Failure early = phase == Phase.BODY ? Failure.REQUEST_TIMEOUT : Failure.TIMEOUT;
      cut(responded ? Failure.IDLE_TIMEOUT : early, "");
    } else if (phase == Phase.HEAD && headBegun) {
      beginMalformed();
      respond(Failure.REQUEST_TIMEOUT, "");
    } else {
      context().close();
    }
  }

  @Override
  void onDrain() {
    if (exchange == null && phase == Phase.HEAD && !headBegun) {
      touch();
    }
  }

  @Override
  void onDrainTimeout() {
    if (exchange == null) {
      context().close();
      return;
    }
    Upstream source = upstream;
    upstream = null;
    noteBodies(source);
    if (source != null) {
      source.close();
    }
    abort(Failure.DRAIN_TIMEOUT, Failure.DRAIN_TIMEOUT);
  }

  // ---- small things ----

  private void noteBodies(@Nullable Upstream source) {
    exchange().transferred(body.bodyBytes(), source == null ? 0 : source.bodyBytes());
  }

  private Exchange exchange() {
    return requireNonNull(exchange, "exchange");
  }

  private ChannelHandlerContext context() {
    return requireNonNull(context, "context");
  }

  private ClientWriter writer() {
    return requireNonNull(writer, "writer");
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
