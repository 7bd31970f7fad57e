package io.tapmesh.proxy.relay;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.tapmesh.proxy.http1.BodyReader;
import io.tapmesh.proxy.http1.HeadReader;
import io.tapmesh.proxy.http1.RequestHead;
import io.tapmesh.proxy.http1.Violation;
import io.tapmesh.proxy.telemetry.Clock;
import io.tapmesh.proxy.telemetry.Exchange;
import io.tapmesh.proxy.telemetry.TlsFacts;

/**
 * Takes one request after the other out of what a {@link Downstream} receives, and hands each to
 * the {@link Relay}, its body as far as the upstream takes it. Each byte is checked before.
 *
 * <p>A request is read to its end by the configuration that it began with.
 */
final class RequestReader extends MessageReader {

  /** What comes next from the client. */
  enum Phase {
    /** Between requests, or within the head of one. */
    HEAD,
    BODY,
    /** The request is complete; its response is not. */
    SENT,
    /** The last response is written; input is thrown away until the client closes. */
    LINGER
  }

  private final ListenerSlot slot;
  private final Downstream client;
  private final ClientWriter writer;
  private final RelayLoop loop;
  private final RequestHead head = new RequestHead();
  private final Pace bodyPace = new Pace();

  // What the current request began with: the listener may be another one for the next.
  private Listener listener;
  private RelayLimits limits;
  private HeadReader heads;
  private BodyReader body;
  private Relay relay;

  private Phase phase = Phase.HEAD;
  private boolean headBegun;
  private long headNanos;

  RequestReader(ListenerSlot slot, Downstream client, ClientWriter writer) {
    this.slot = slot;
    this.client = client;
    this.writer = writer;
    listener = slot.current();
    loop = listener.loop();
    limits = listener.limits();
    heads = new HeadReader(limits.head());
    body = new BodyReader(limits.head().maxHeadBytes());
    relay = new Relay(listener, client, head, body, writer);
  }

  /** Nothing of a request may have begun. */
  private void followConfiguration() {
    if (!slot.isCurrent(listener)) {
      listener = slot.current();
      limits = listener.limits();
      heads = new HeadReader(limits.head());
      body = new BodyReader(limits.head().maxHeadBytes());
      relay = new Relay(listener, client, head, body, writer);
    }
  }

  /** Who has the current request, or will have the next one. */
  Relay relay() {
    return relay;
  }

  /** Those that the current request has to keep. */
  RelayLimits limits() {
    return limits;
  }

  Phase phase() {
    return phase;
  }

  /** Whether a head has begun that is not complete. */
  boolean isWithinHead() {
    return headBegun;
  }

  // ---- from one request to the next ----

  /** The response is over: what comes is another request. */
  void next() {
    phase = Phase.HEAD;
  }

  /** There will be no other request. */
  void stop() {
    phase = Phase.LINGER;
    discard();
  }

  // ---- bytes ----

  /** Goes on with what was received, as far as that is possible now. */
  void read(ByteBufAllocator alloc) {
    while (received != null && (phase == Phase.HEAD ? readHead(received) : readBody(received))) {
      // Each step says whether another may follow.
    }
    keep(alloc);
    relay.flushRequest();
  }

  private boolean readHead(ByteBuf in) {
    if (!headBegun) {
      beginHead(Clock.nanos());
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
        begin();
        return phase == Phase.BODY;
      }
    }
    throw new IllegalStateException("unknown result");
  }

  private void begin() {
    body.start(head);
    phase = body.isDone() ? Phase.SENT : Phase.BODY;
    restartPace();
    Exchange begun = listener.recorder().begin(head, headNanos, client.address());
    TlsFacts tls = client.tls();
    if (tls != null) {
      begun.secured(tls);
    }
    relay.start(begun);
    client.touch();
  }

  /** What has come of a head is not going to be a request. */
  void refuse(Failure failure, String detail) {
    headBegun = false;
    relay.refuse(listener.recorder().beginMalformed(headNanos, client.address()), failure, detail);
  }

  /** The first byte of a head has come, then; it may have been read elsewhere. */
  void beginHead(long nanos) {
    followConfiguration();
    headBegun = true;
    headNanos = nanos;
    client.awaitHead();
  }

  /** As {@link #refuse(Failure, String)}, of what was read elsewhere since then. */
  void refuse(long sinceNanos, Failure failure, String detail) {
    headNanos = sinceNanos;
    refuse(failure, detail);
  }

  /** Passes on what was received of a body. */
  private boolean readBody(ByteBuf in) {
    if (phase != Phase.BODY || !relay.isAttached()) {
      return false;
    }
    int available = body.scan(in);
    if (available < 0) {
      Violation violation = requireNonNull(body.violation());
      relay.cut(Failure.BAD_REQUEST, violation.description());
      return false;
    }
    if (limits.maxRequestBodyBytes() > 0 && body.bodyBytes() > limits.maxRequestBodyBytes()) {
      relay.cut(Failure.BODY_TOO_LARGE, "");
      return false;
    }
    client.touch();
    boolean done = body.isDone();
    if (done) {
      phase = Phase.SENT;
    }
    relay.forward(take(in, available));
    return done;
  }

  // ---- how fast a body has to come ----

  /** The body's time counts from now on. */
  void restartPace() {
    bodyPace.begin(loop.deadlines.in(limits.headerTimeoutNanos()), body.bodyBytes());
  }

  /** When the body will have been too slow unless more of it comes. */
  long paceDeadlineNanos() {
    return bodyPace.deadlineNanos(body.bodyBytes(), limits.minRequestBodyBytesPerSecond());
  }
}
