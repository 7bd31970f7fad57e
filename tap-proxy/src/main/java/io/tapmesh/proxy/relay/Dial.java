package io.tapmesh.proxy.relay;

import io.netty.channel.Channel;

/**
 * The search for an endpoint that takes a connection: those of a listener in turn, each once.
 * Nothing has been sent before one is open, so any of them will do.
 */
final class Dial implements Dialer.Waiter {

  /** Who the connection is for; may change while it is being opened. */
  interface Owner {

    /** It is open and now the owner's. */
    void opened(Channel channel);

    /** The endpoint failed, and {@link #endpoint} is tried. */
    void tryingAnother(Failure failure);

    /** None of the endpoints took it. */
    void failed(Failure failure);
  }

  private final UpstreamPool endpoints;
  private final Dialer dialer;
  private final RelayCounters counters;
  private Owner owner;
  private int left;
  private int index;

  Dial(Listener listener, Owner owner) {
    this.endpoints = listener.upstreams();
    this.dialer = listener.upstreams().dialer();
    this.counters = listener.loop().counters;
    this.owner = owner;
  }

  /** Begins; the owner is told later, never before this returns. */
  void start() {
    left = endpoints.size();
    next();
  }

  /** Somebody else is to be told how it went. */
  void handTo(Owner newOwner) {
    owner = newOwner;
  }

  /** The endpoint that is being tried, or was the last one. */
  Endpoint endpoint() {
    return endpoints.endpoint(index);
  }

  /** As {@link #endpoint}, in the order of the listener. */
  int index() {
    return index;
  }

  private void next() {
    index = endpoints.nextEndpoint();
    left--;
    dialer.dial(endpoint(), this);
  }

  @Override
  public void opened(Channel channel) {
    owner.opened(channel);
  }

  @Override
  public void failed(Failure failure) {
    if (left == 0) {
      owner.failed(failure);
    } else {
      counters.retries.increment();
      next();
      owner.tryingAnother(failure);
    }
  }
}
