package io.tapmesh.proxy.relay;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.tapmesh.proxy.http1.RequestHead;
import io.tapmesh.proxy.telemetry.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * The way of a {@link Relay}'s request to an upstream: {@link Tries} chooses an endpoint → {@link
 * #dispatch} takes a connection → {@link #attach} sends the head → {@link #forward} the body.
 *
 * <p>A request is on one connection at a time, or waits for one; it never moves to another once a
 * part of its body has left. Each relay has one of these, for its requests one after the other.
 */
final class Forwarding {

  private final Relay relay;
  private final Downstream client;
  private final RequestHead head;
  private final RunningExchange running;
  private final Tries tries;

  private @Nullable Upstream upstream;
  private boolean forwarded;

  Forwarding(
      Relay relay, Downstream client, RequestHead head, RunningExchange running, Tries tries) {
    this.relay = relay;
    this.client = client;
    this.head = head;
    this.running = running;
    this.tries = tries;
  }

  /** Looks for a connection. */
  void start(Exchange begun) {
    forwarded = false;
    tries.begin(begun);
    dispatch();
  }

  /** Takes a connection to the endpoint that is to be tried, pooled if there is one. */
  private void dispatch() {
    Upstream idle = tries.pooled();
    if (idle != null) {
      attach(idle);
    } else {
      connect();
    }
  }

  private void connect() {
    running.get().awaitsConnection();
    tries.connect(this);
  }

  /**
   * A connection is open.
   *
   * @return false if it is no longer wanted
   */
  boolean connected(Upstream opened) {
    if (!isWaiting()) {
      return false;
    }
    attach(opened);
    client.process();
    return true;
  }

  /** No connection could be had; nothing was sent, so any other endpoint will do. */
  void connectFailed(Failure failure) {
    if (!isWaiting()) {
      return;
    }
    if (tries.another(running.get(), failure)) {
      dispatch();
      client.process();
    } else {
      relay.respond(failure, tries.current().toString());
    }
  }

  private boolean isWaiting() {
    return !running.isOver() && upstream == null && !relay.hasResponded();
  }

  private void attach(Upstream chosen) {
    upstream = chosen;
    chosen.begin(relay, relay.isHeadRequest(), Admission.isConnect(head));
    chosen.send(head, running.get(), relay.hop());
  }

  /** The connection that has the request, if there is one. */
  @Nullable Upstream upstream() {
    return upstream;
  }

  /** The connection has nothing to do with the request any more; returns it. */
  @Nullable Upstream detach() {
    Upstream before = upstream;
    upstream = null;
    return before;
  }

  /** Whether more of the body may be forwarded now. */
  boolean takesMore() {
    return upstream == null || upstream.canTakeMore();
  }

  /** Passes on a part of the body. Takes over the buffer. */
  void forward(ByteBuf part) {
    forwarded = true;
    requireNonNull(upstream, "upstream").write(part);
  }

  void flush() {
    if (upstream != null) {
      upstream.flush();
    }
  }

  /** The client sends nothing more; the upstream learns what it would have learned without us. */
  void endOutput() {
    if (upstream != null) {
      upstream.endOutput();
    }
  }

  /**
   * A pooled connection may be closed by its peer just when it is taken. What was lost then may be
   * sent again if that cannot do anything twice, and only on a connection that is new.
   */
  boolean mayRetry(Upstream lost) {
    return lost.isReused()
        && !lost.hasAnswered()
        && !forwarded
        && !client.hasEnded()
        && Admission.isIdempotent(head);
  }

  /** Sends it once more, on a new connection. */
  void retry(Failure failure) {
    tries.again(running.get(), failure);
    connect();
  }
}
