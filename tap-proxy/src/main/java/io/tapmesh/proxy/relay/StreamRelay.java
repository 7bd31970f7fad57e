package io.tapmesh.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.tapmesh.proxy.http.HeaderId;
import io.tapmesh.proxy.http2.ErrorCode;
import io.tapmesh.proxy.http2.HeadFields;
import io.tapmesh.proxy.http2.HeadScratch;
import io.tapmesh.proxy.http2.Http2Connection;
import io.tapmesh.proxy.http2.Http2Violation;
import io.tapmesh.proxy.http2.IncomingStream;
import io.tapmesh.proxy.http2.RequestFields;
import io.tapmesh.proxy.http2.ResponseFields;
import io.tapmesh.proxy.http2.TrailerFields;
import io.tapmesh.proxy.telemetry.Clock;
import io.tapmesh.proxy.telemetry.Exchange;
import io.tapmesh.proxy.telemetry.TlsFacts;
import io.tapmesh.proxy.tls.TlsEnd;
import org.jspecify.annotations.Nullable;

/**
 * One request of a client over HTTP/2, its response, and the way between the client's stream, which
 * this is, and the {@link UpstreamStream}. Both live on one event loop; the window of either side
 * is replenished by what the other has taken.
 *
 * <p>The way there: {@link #onRequest} → {@link Admission} → {@link Tries} chooses an endpoint →
 * {@link H2Pool} gives a connection → {@link #connected}; and back: {@link #response} → {@link
 * #responseData} → {@link #onEndSent}. Whatever happens on it, the {@link Exchange} beside it ends
 * once.
 */
final class StreamRelay extends IncomingStream {

  private final H2Downstream client;
  private final Listener listener;
  private final RelayLoop loop;
  private final RelayLimits limits;
  private final Tries tries;

  private final RunningExchange running;
  private @Nullable UpstreamStream upstream;
  private final EarlyBody early = new EarlyBody();

  /** What is asked for; it may have to be sent again. */
  private RelayedHead head = RelayedHead.NONE;

  private boolean waiting;
  private boolean forwarded;
  private boolean responded;
  private boolean retried;

  /** The upstream wants no more of the request; the client is told once it has its response. */
  private boolean resetAfterEnd;

  private final StreamDeadline deadline;

  StreamRelay(H2Downstream client, Http2Connection connection, int id) {
    super(connection, id);
    this.client = client;
    this.loop = client.loop;
    this.listener = client.listener();
    this.limits = listener.limits();
    this.running = new RunningExchange(loop.counters);
    this.tries = new Tries(listener.upstreams(), loop.counters);
    this.deadline = new StreamDeadline(loop.deadlines, limits);
  }

  // ---- the request ----

  @Override
  protected void onRequest(RequestFields request, boolean end) {
    Exchange begun = listener.recorder().begin(request, Clock.nanos(), client.clientAddress());
    running.begin(begun);
    begun.scheme(request.scheme());
    TlsFacts tls = TlsEnd.factsOf(client.channel());
    if (tls != null) {
      begun.secured(tls);
    }
    head = RelayedHead.of(request);
    if (head.isGrpc()) {
      begun.rpc(RelayedHead.rpcMethod(request.target()));
    }
    long limit = limits.maxRequestBodyBytes();
    if (limit > 0 && request.contentLength() > limit) {
      respond(Failure.BODY_TOO_LARGE, "");
      return;
    }
    if (loop.memory.refusesRequests()) {
      loop.counters.shedRequests.increment();
      respond(Failure.OVERLOADED, "");
      return;
    }
    tries.begin(begun);
    dispatch();
  }

  @Override
  protected void onRequestTooLarge() {
    running.begin(listener.recorder().beginMalformed(Clock.nanos(), client.clientAddress()));
    respond(Failure.HEADERS_TOO_LARGE, "");
  }

  private void dispatch() {
    waiting = true;
    deadline.awaitConnection();
    listener.upstreams().http2().request(tries.endpoint(), this);
  }

  /** Whether it waits for a connection. */
  boolean isWaiting() {
    return waiting;
  }

  /** There is room for the request on a connection. */
  void connected(H2Upstream connection) {
    waiting = false;
    HeadScratch heads = loop.heads;
    TlsFacts tls = TlsEnd.factsOf(connection.channel());
    if (tls != null) {
      running.get().secured(tls);
    }
    running.get().propagate(heads.edits.reset());
    heads.edits.apply(head.fields(), heads.out);
    UpstreamStream opened = new UpstreamStream(connection, this, head.isHead(), head.isConnect());
    connection.willBeUsed();
    upstream = opened;
    deadline.beginBody(receivedBytes());
    opened.sendHead(heads.out, hasRemoteEnded() && early.isEmpty());
    if (!early.isEmpty()) {
      forwarded = true;
      early.sendTo(opened, hasRemoteEnded());
    }
    touch();
  }

  /** No connection could be had; nothing was sent, so any other endpoint will do. */
  void connectFailed(Failure failure) {
    waiting = false;
    if (running.isOver()) {
      return;
    }
    if (failure != Failure.TOO_MANY_STREAMS && tries.another(running.get(), failure)) {
      dispatch();
    } else {
      respond(failure, tries.current().toString());
    }
  }

  @Override
  protected void onData(ByteBuf in, int length, boolean end) {
    long limit = limits.maxRequestBodyBytes();
    if (limit > 0 && receivedBytes() > limit && !running.isOver()) {
      consumed(length);
      cut(Failure.BODY_TOO_LARGE);
    } else if (upstream != null) {
      forwarded = true;
      upstream.sendData(in, length, end);
    } else if (running.isOver()) {
      // Answered already: nobody wants it.
      consumed(length);
    } else {
      early.add(in, length);
    }
    touch();
  }

  @Override
  protected void onTrailers(TrailerFields trailers) {
    if (upstream != null) {
      upstream.sendTrailers(trailers.list());
    } else if (!running.isOver()) {
      early.trailers(trailers.list());
    }
  }

  // ---- the response ----

  /** The response begins, or an interim one has come. */
  void response(UpstreamStream source, ResponseFields response, boolean end) {
    if (source != upstream) {
      return;
    }
    if (response.isInterim()) {
      touch();
      sendHead(response.list(), false);
      return;
    }
    responded = true;
    touch();
    if (!running.isOver()) {
      running.get().responded(response.status());
    }
    noteRpcStatus(response);
    sendHead(response.list(), end);
  }

  /** More of the response's body. */
  void responseData(UpstreamStream source, ByteBuf in, int length, boolean end) {
    if (source != upstream) {
      source.consumed(length);
      return;
    }
    touch();
    sendData(in, length, end);
  }

  /** The end of the response. */
  void responseTrailers(TrailerFields trailers) {
    noteRpcStatus(trailers);
    sendTrailers(trailers.list());
  }

  private void noteRpcStatus(HeadFields fields) {
    if (head.isGrpc() && !running.isOver() && fields.has(HeaderId.GRPC_STATUS)) {
      running.get().rpcEnded(RelayedHead.rpcStatus(fields.value(HeaderId.GRPC_STATUS)));
    }
  }

  /** Some of the response has left for the client: the upstream may send more. */
  @Override
  protected void onSent(int bytes) {
    if (upstream != null) {
      touch();
      upstream.consumed(bytes);
    }
  }

  @Override
  protected void onEndSent() {
    noteBodies();
    if (!running.isOver()) {
      client.connection().whenWritten(running.hand());
    }
    if (resetAfterEnd) {
      reset(ErrorCode.NO_ERROR.code());
    }
  }

  @Override
  protected void onClosed() {
    waiting = false;
    int unsent = early.discard();
    if (unsent > 0) {
      consumed(unsent);
    }
    if (upstream != null && !upstream.isClosed()) {
      upstream.orphan(loop.deadlines.in(limits.idleTimeoutNanos()));
    }
  }

  // ---- what goes wrong on the client's side ----

  @Override
  protected void onReset(int code) {
    clientGone(code, Exchange.CLIENT_CLOSED);
  }

  @Override
  protected void onConnectionLost() {
    clientGone(ErrorCode.CANCEL.code(), Exchange.CLIENT_CLOSED);
  }

  @Override
  protected void onViolation(Http2Violation violation, String detail) {
    if (running.isOver() && !responded && upstream == null) {
      // The head itself was wrong; it is counted all the same.
      running.begin(listener.recorder().beginMalformed(Clock.nanos(), client.clientAddress()));
    }
    clientGone(ErrorCode.CANCEL.code(), Failure.BAD_REQUEST.reason());
  }

  private void clientGone(int code, String reason) {
    noteBodies();
    running.fail(reason);
    resetUpstream(code);
  }

  // ---- what goes wrong on the upstream's side ----

  /** The upstream has broken it off: so do we, with the same code. */
  void upstreamReset(UpstreamStream source, int code) {
    if (source != upstream) {
      return;
    }
    if (code == ErrorCode.REFUSED_STREAM.code() && mayRetryRefused()) {
      again(Failure.REFUSED);
      return;
    }
    if (code == ErrorCode.NO_ERROR.code() && source.hasRemoteEnded() && !isClosed()) {
      // The whole response is here, though the client may not have all of it.
      if (running.isOver()) {
        reset(code);
      } else {
        resetAfterEnd = true;
      }
      return;
    }
    noteBodies();
    running.fail(Failure.RESET.reason());
    reset(code);
  }

  /** The upstream says that it has not looked at the request: no harm in sending it again. */
  void upstreamRefused(UpstreamStream source) {
    if (source == upstream) {
      if (mayRetryRefused()) {
        again(Failure.REFUSED);
      } else {
        upstreamFailed(source, Failure.REFUSED, "");
      }
    }
  }

  private boolean mayRetryRefused() {
    return !retried && !forwarded && !responded && !running.isOver();
  }

  /** The upstream's connection has ended. */
  void upstreamLost(UpstreamStream source) {
    boolean mayRetry = source.isOnReusedConnection() && head.isIdempotent() && mayRetryRefused();
    if (source == upstream && mayRetry) {
      again(Failure.CLOSED);
    } else {
      upstreamFailed(source, Failure.CLOSED, "");
    }
  }

  private void again(Failure failure) {
    upstream = null;
    retried = true;
    tries.again(running.get(), failure);
    dispatch();
  }

  /** What came from the upstream makes no sense, or nothing more comes. */
  void upstreamFailed(UpstreamStream source, Failure failure, String detail) {
    if (source != upstream || running.isOver()) {
      return;
    }
    noteBodies();
    upstream = null;
    if (responded) {
      running.fail((failure == Failure.BAD_RESPONSE ? failure : Failure.RESPONSE_CUT).reason());
      reset(ErrorCode.INTERNAL_ERROR.code());
    } else {
      respond(failure, detail);
    }
  }

  // ---- what the proxy does ----

  /** Time may be up. */
  void checkDeadline() {
    if (deadline.hasPassed()) {
      cut(waiting ? Failure.STREAM_TIMEOUT : deadline.turn().failure());
    }
  }

  /** Breaks it off: with a response if none has begun. */
  void cut(Failure failure) {
    noteBodies();
    waiting = false;
    resetUpstream(ErrorCode.CANCEL.code());
    if (running.isOver() || responded || failure.status() == 0) {
      running.fail(failure.reason());
      reset(ErrorCode.CANCEL.code());
    } else {
      respond(failure, "");
    }
  }

  /** Memory is short: gives back what waits for a client that does not read. */
  void cutIfStalled() {
    if (waitingBytes() > 0 && !isClosed()) {
      loop.counters.shedStalled.increment();
      cut(Failure.OVERLOADED);
    }
  }

  private void resetUpstream(int code) {
    UpstreamStream source = upstream;
    upstream = null;
    if (source != null) {
      source.reset(code);
    }
  }

  /** Answers in the upstream's place. */
  private void respond(Failure failure, String detail) {
    Exchange answered = running.get();
    answered.failed(failure.reason());
    answered.responded(H2Answer.status(failure, head.isGrpc()));
    responded = true;
    if (head.isGrpc()) {
      answered.rpcEnded(H2Answer.grpcStatus(failure));
    }
    H2Answer.send(failure, detail, head, this, loop.heads.out);
    if (!hasRemoteEnded()) {
      resetAfterEnd = true;
      if (running.isOver()) {
        reset(ErrorCode.NO_ERROR.code());
      }
    }
  }

  private void noteBodies() {
    running.transferred(receivedBytes(), upstream == null ? 0 : upstream.receivedBytes());
  }

  /** The upstream has taken some of the request: the client may send more. */
  void taken(int bytes) {
    consumed(bytes);
    touch();
  }

  /** Something has moved: sets the deadline anew, according to what is awaited now. */
  void touch() {
    if (!waiting) {
      deadline.moved(turn(), receivedBytes());
    }
  }

  private StreamDeadline.Turn turn() {
    if (responded) {
      return StreamDeadline.Turn.BOTH;
    }
    if (upstream != null && upstream.waitingBytes() > 0) {
      return StreamDeadline.Turn.TAKING;
    }
    return hasRemoteEnded() ? StreamDeadline.Turn.RESPONSE : StreamDeadline.Turn.REQUEST;
  }
}
