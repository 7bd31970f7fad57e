package io.tapmesh.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.tapmesh.proxy.http2.HeadScratch;
import io.tapmesh.proxy.http2.hpack.HeaderList;
import io.tapmesh.proxy.telemetry.Exchange;
import io.tapmesh.proxy.telemetry.TlsFacts;
import io.tapmesh.proxy.tls.TlsEnd;
import org.jspecify.annotations.Nullable;

/**
 * The way of a {@link StreamRelay}'s request to an upstream: {@link Tries} chooses an endpoint →
 * {@link H2Pool} gives a connection, which may take a while → {@link #connected} opens a stream on
 * it and sends the head → {@link #data} and {@link #trailers}.
 *
 * <p>A request waits, or is on one stream. Until something of its body has left it may be sent
 * again, once; its head is remembered for that.
 */
final class StreamForwarding {

  private final StreamRelay relay;
  private final Tries tries;

  private RelayedHead head = RelayedHead.NONE;
  private @Nullable UpstreamStream upstream;

  /** What has come of the body while there was no stream to pass it on; most have none. */
  private @Nullable EarlyBody early;

  private boolean waiting;
  private boolean forwarded;
  private boolean retried;

  StreamForwarding(StreamRelay relay, Tries tries) {
    this.relay = relay;
    this.tries = tries;
  }

  /** Takes note of what is asked for. */
  void remember(RelayedHead asked) {
    head = asked;
  }

  /** What is asked for. */
  RelayedHead head() {
    return head;
  }

  /** Looks for a connection. */
  void start() {
    tries.begin(relay.exchange().get());
    dispatch();
  }

  private void dispatch() {
    waiting = true;
    relay.awaitConnection();
    tries.request(this);
  }

  /** Whether it waits for a connection. */
  boolean isWaiting() {
    return waiting;
  }

  /** There is room for the request on a connection. */
  void connected(H2Upstream connection) {
    waiting = false;
    HeadScratch heads = connection.loop.heads;
    Exchange exchange = relay.exchange().get();
    TlsFacts tls = TlsEnd.factsOf(connection.channel());
    if (tls != null) {
      exchange.secured(tls);
    }
    exchange.propagate(heads.edits.reset());
    heads.edits.apply(head.fields(), heads.out);
    UpstreamStream opened = new UpstreamStream(connection, relay, head.isHead(), head.isConnect());
    connection.willBeUsed();
    upstream = opened;
    relay.beginBody();
    opened.sendHead(heads.out, relay.hasRemoteEnded() && early == null);
    EarlyBody body = early;
    if (body != null) {
      forwarded = true;
      early = null;
      body.sendTo(opened, relay.hasRemoteEnded());
    }
    relay.touch();
  }

  /** No connection could be had; nothing was sent, so any other endpoint will do. */
  void connectFailed(Failure failure) {
    waiting = false;
    RunningExchange exchange = relay.exchange();
    if (exchange.isOver()) {
      return;
    }
    if (failure != Failure.TOO_MANY_STREAMS && tries.another(exchange.get(), failure)) {
      dispatch();
    } else {
      relay.respond(failure, tries.current().toString());
    }
  }

  /** Passes on so many bytes of the body, or keeps a copy until that is possible. */
  void data(ByteBuf in, int length, boolean end) {
    if (upstream != null) {
      forwarded = true;
      upstream.sendData(in, length, end);
    } else if (length > 0) {
      early().add(in, length);
    }
  }

  /** The end of the request. */
  void trailers(HeaderList fields) {
    if (upstream != null) {
      upstream.sendTrailers(fields);
    } else {
      early().trailers(fields);
    }
  }

  private EarlyBody early() {
    EarlyBody body = early;
    if (body == null) {
      body = new EarlyBody();
      early = body;
    }
    return body;
  }

  /** The stream that has the request, if there is one. */
  @Nullable UpstreamStream upstream() {
    return upstream;
  }

  /** The stream has nothing to do with the request any more. */
  void detach() {
    upstream = null;
  }

  /** Breaks it off. */
  void reset(int code) {
    waiting = false;
    UpstreamStream source = upstream;
    upstream = null;
    if (source != null) {
      source.reset(code);
    }
  }

  /** Waits no more; says how many bytes of the body were not passed on. */
  int stop() {
    waiting = false;
    EarlyBody body = early;
    early = null;
    return body == null ? 0 : body.discard();
  }

  /** Whether it was not sent again before, and no more of it than the head has left. */
  boolean mayRetry() {
    return !retried && !forwarded;
  }

  /** Sends it once more. */
  void retry(Failure failure) {
    upstream = null;
    retried = true;
    tries.again(relay.exchange().get(), failure);
    dispatch();
  }
}
