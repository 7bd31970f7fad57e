package io.tapmesh.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.tapmesh.proxy.hop.HopHeaders;
import io.tapmesh.proxy.http.HeaderId;
import io.tapmesh.proxy.http2.ErrorCode;
import io.tapmesh.proxy.http2.HeadFields;
import io.tapmesh.proxy.http2.Http2Connection;
import io.tapmesh.proxy.http2.Http2Violation;
import io.tapmesh.proxy.http2.IncomingStream;
import io.tapmesh.proxy.http2.RequestFields;
import io.tapmesh.proxy.http2.ResponseFields;
import io.tapmesh.proxy.http2.TrailerFields;
import io.tapmesh.proxy.http2.hpack.HeaderList;
import io.tapmesh.proxy.telemetry.Clock;
import io.tapmesh.proxy.telemetry.Exchange;
import io.tapmesh.proxy.telemetry.TlsFacts;
import io.tapmesh.proxy.tls.TlsEnd;

/**
 * One request of a client over HTTP/2, its response, and the way between the client's stream, which
 * this is, and the {@link UpstreamStream}. Both live on one event loop; the window of either side
 * is replenished by what the other has taken.
 *
 * <p>The way there: {@link #onRequest} → {@link Admission} → {@link StreamForwarding} finds a
 * connection → {@link #onData}; and back: {@link #response} → {@link #responseData} → {@link
 * #onEndSent}. Whatever happens on it, the {@link RunningExchange} beside it ends once.
 */
final class StreamRelay extends IncomingStream {

  private final H2Downstream client;
  private final Listener listener;
  private final RelayLoop loop;
  private final RelayLimits limits;
  private final RunningExchange running;
  private final StreamForwarding forwarding;
  private final StreamDeadline deadline;

  private boolean responded;

  /** The upstream wants no more of the request; the client is told once it has its response. */
  private boolean resetAfterEnd;

  StreamRelay(H2Downstream client, Http2Connection connection, int id) {
    super(connection, id);
    this.client = client;
    this.loop = client.loop;
    this.listener = client.listener();
    this.limits = listener.limits();
    this.running = new RunningExchange(loop.counters);
    this.forwarding = new StreamForwarding(this, new Tries(listener.upstreams(), loop.counters));
    this.deadline = new StreamDeadline(loop.deadlines, limits);
  }

  /** The exchange beside it. */
  RunningExchange exchange() {
    return running;
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
    RelayedHead head = RelayedHead.of(request, client.hop(listener), loop.heads);
    forwarding.remember(head);
    if (head.isGrpc()) {
      begun.rpc(RelayedHead.rpcMethod(request.target()));
    }
    Failure refusal = Admission.check(request, limits);
    if (refusal == null) {
      refusal = Admission.shed(loop);
    }
    if (refusal != null) {
      respond(refusal, "");
    } else {
      forwarding.start();
    }
  }

  @Override
  protected void onRequestTooLarge() {
    running.begin(listener.recorder().beginMalformed(Clock.nanos(), client.clientAddress()));
    respond(Failure.HEADERS_TOO_LARGE, "");
  }

  /** The request waits for a connection. */
  void awaitConnection() {
    deadline.awaitConnection();
  }

  /** The request goes out: its body has to come. */
  void beginBody() {
    deadline.beginBody();
  }

  @Override
  protected void onData(ByteBuf in, int length, boolean end) {
    long limit = limits.maxRequestBodyBytes();
    if (limit > 0 && receivedBytes() > limit && !running.isOver()) {
      consumed(length);
      cut(Failure.BODY_TOO_LARGE);
    } else if (isWanted()) {
      forwarding.data(in, length, end);
    } else {
      // Answered already.
      consumed(length);
    }
    touch();
  }

  @Override
  protected void onTrailers(TrailerFields trailers) {
    if (isWanted()) {
      forwarding.trailers(trailers.list());
    }
  }

  /** Whether there still is, or will be, somebody who takes the request. */
  private boolean isWanted() {
    return forwarding.upstream() != null || !running.isOver();
  }

  // ---- the response ----

  /** The response begins, or an interim one has come. */
  void response(UpstreamStream source, ResponseFields response, boolean end) {
    if (source != forwarding.upstream()) {
      return;
    }
    if (response.isInterim()) {
      touch();
      sendHead(passedOn(response), false);
      return;
    }
    responded = true;
    touch();
    if (!running.isOver()) {
      running.get().responded(response.status());
    }
    noteRpcStatus(response);
    sendHead(passedOn(response), end);
  }

  private HeaderList passedOn(ResponseFields response) {
    HopHeaders hop = listener.options().hop();
    if (hop == null || hop.via() == null) {
      return response.list();
    }
    hop.via().add(response, "2", loop.heads.edits.reset());
    loop.heads.edits.apply(response.list(), loop.heads.out);
    return loop.heads.out;
  }

  /** More of the response's body. */
  void responseData(UpstreamStream source, ByteBuf in, int length, boolean end) {
    if (source != forwarding.upstream()) {
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
    if (forwarding.head().isGrpc() && !running.isOver() && fields.has(HeaderId.GRPC_STATUS)) {
      running.get().rpcEnded(RelayedHead.rpcStatus(fields.value(HeaderId.GRPC_STATUS)));
    }
  }

  /** Some of the response has left for the client: the upstream may send more. */
  @Override
  protected void onSent(int bytes) {
    UpstreamStream source = forwarding.upstream();
    if (source != null) {
      touch();
      source.consumed(bytes);
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
    int unsent = forwarding.stop();
    if (unsent > 0) {
      consumed(unsent);
    }
    UpstreamStream source = forwarding.upstream();
    if (source != null && !source.isClosed()) {
      source.orphan(loop.deadlines.in(limits.idleTimeoutNanos()));
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
    if (running.isOver() && !responded && forwarding.upstream() == null) {
      // The head itself was wrong; it is counted all the same.
      running.begin(listener.recorder().beginMalformed(Clock.nanos(), client.clientAddress()));
    }
    clientGone(ErrorCode.CANCEL.code(), Failure.BAD_REQUEST.reason());
  }

  private void clientGone(int code, String reason) {
    noteBodies();
    running.fail(reason);
    forwarding.reset(code);
  }

  // ---- what goes wrong on the upstream's side ----

  /** The upstream has broken it off: so do we, with the same code. */
  void upstreamReset(UpstreamStream source, int code) {
    if (source != forwarding.upstream()) {
      return;
    }
    if (code == ErrorCode.REFUSED_STREAM.code() && mayRetryRefused()) {
      forwarding.retry(Failure.REFUSED);
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
    if (source == forwarding.upstream()) {
      if (mayRetryRefused()) {
        forwarding.retry(Failure.REFUSED);
      } else {
        upstreamFailed(source, Failure.REFUSED, "");
      }
    }
  }

  private boolean mayRetryRefused() {
    return forwarding.mayRetry() && !responded && !running.isOver();
  }

  /** The upstream's connection has ended. */
  void upstreamLost(UpstreamStream source) {
    boolean mayRetry =
        source.isOnReusedConnection() && forwarding.head().isIdempotent() && mayRetryRefused();
    if (source == forwarding.upstream() && mayRetry) {
      forwarding.retry(Failure.CLOSED);
    } else {
      upstreamFailed(source, Failure.CLOSED, "");
    }
  }

  /** What came from the upstream makes no sense, or nothing more comes. */
  void upstreamFailed(UpstreamStream source, Failure failure, String detail) {
    if (source != forwarding.upstream() || running.isOver()) {
      return;
    }
    noteBodies();
    forwarding.detach();
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
      cut(forwarding.isWaiting() ? Failure.STREAM_TIMEOUT : deadline.turn().failure());
    }
  }

  /** Breaks it off: with a response if none has begun. */
  void cut(Failure failure) {
    noteBodies();
    forwarding.reset(ErrorCode.CANCEL.code());
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

  /** Answers in the upstream's place. */
  void respond(Failure failure, String detail) {
    RelayedHead head = forwarding.head();
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
    UpstreamStream source = forwarding.upstream();
    running.transferred(receivedBytes(), source == null ? 0 : source.receivedBytes());
  }

  /** The upstream has taken some of the request: the client may send more. */
  void taken(int bytes) {
    consumed(bytes);
    touch();
  }

  /** Something has moved: sets the deadline anew, according to what is awaited now. */
  void touch() {
    if (!forwarding.isWaiting()) {
      deadline.moved(turn(), receivedBytes());
    }
  }

  private StreamDeadline.Turn turn() {
    if (responded) {
      return StreamDeadline.Turn.BOTH;
    }
    UpstreamStream source = forwarding.upstream();
    if (source != null && source.waitingBytes() > 0) {
      return StreamDeadline.Turn.TAKING;
    }
    return hasRemoteEnded() ? StreamDeadline.Turn.RESPONSE : StreamDeadline.Turn.REQUEST;
  }
}
