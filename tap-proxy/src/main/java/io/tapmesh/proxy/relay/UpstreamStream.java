package io.tapmesh.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.tapmesh.proxy.http2.ErrorCode;
import io.tapmesh.proxy.http2.Http2Violation;
import io.tapmesh.proxy.http2.OutgoingStream;
import io.tapmesh.proxy.http2.ResponseFields;
import io.tapmesh.proxy.http2.TrailerFields;

/** The upstream's half of a {@link StreamRelay}: tells it everything that comes. */
final class UpstreamStream extends OutgoingStream {

  private final StreamRelay relay;
  private final H2Upstream upstream;
  private final boolean isOnReusedConnection;
  private int interims;
  private long orphanDeadlineNanos = Timed.NEVER;

  UpstreamStream(H2Upstream upstream, StreamRelay relay, boolean isHead, boolean isConnect) {
    super(upstream.connection(), isHead, isConnect);
    this.relay = relay;
    this.upstream = upstream;
    isOnReusedConnection = upstream.isReused();
  }

  /** Whether the connection has served others before: the peer may have closed it just now. */
  boolean isOnReusedConnection() {
    return isOnReusedConnection;
  }

  /** The response is over and nobody watches any more; the rest of the request may still go out. */
  void orphan(long deadlineNanos) {
    orphanDeadlineNanos = deadlineNanos;
  }

  void checkDeadline() {
    if (upstream.loop.deadlines.hasPassed(orphanDeadlineNanos)) {
      reset(ErrorCode.CANCEL.code());
    }
  }

  @Override
  protected void onResponse(ResponseFields response, boolean end) {
    int limit = upstream.limits.maxInterimResponses();
    if (response.isInterim() && ++interims > limit) {
      reset(ErrorCode.CANCEL.code());
      relay.upstreamFailed(this, Failure.BAD_RESPONSE, "more than " + limit + " of 1xx");
      return;
    }
    relay.response(this, response, end);
  }

  @Override
  protected void onData(ByteBuf in, int length, boolean end) {
    relay.responseData(this, in, length, end);
  }

  @Override
  protected void onTrailers(TrailerFields trailers) {
    relay.responseTrailers(trailers);
  }

  @Override
  protected void onReset(int code) {
    relay.upstreamReset(this, code);
  }

  @Override
  protected void onRefused() {
    relay.upstreamRefused(this);
  }

  @Override
  protected void onViolation(Http2Violation violation, String detail) {
    relay.upstreamFailed(this, Failure.BAD_RESPONSE, detail);
  }

  @Override
  protected void onConnectionLost() {
    relay.upstreamLost(this);
  }

  @Override
  protected void onSent(int bytes) {
    relay.taken(bytes);
  }

  @Override
  protected void onEndSent() {
    relay.touch();
  }

  @Override
  protected void onClosed() {
    // The relay learns of the end from what has led to it.
  }
}
