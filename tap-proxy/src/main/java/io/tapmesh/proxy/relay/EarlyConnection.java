package io.tapmesh.proxy.relay;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * A connection that was still being opened when its client, silent until then, turned out to speak
 * HTTP/1: the client's request gets it, or else the pool.
 */
final class EarlyConnection implements Dial.Owner {

  private final UpstreamPool pool;
  private final Dial dial;
  private @Nullable Forwarding request;

  EarlyConnection(UpstreamPool pool, Dial dial) {
    this.pool = pool;
    this.dial = dial;
    dial.handTo(this);
  }

  /** A request waits for it. */
  void claim(Forwarding waiter) {
    request = waiter;
  }

  /** The endpoint that is being tried. */
  int endpoint() {
    return dial.index();
  }

  @Override
  public void opened(Channel channel) {
    pool.opened(this, channel, request);
  }

  @Override
  public void tryingAnother(Failure failure) {
    // Counted as a retry; there is nothing else that could have been lost.
  }

  @Override
  public void failed(Failure failure) {
    pool.gone(this);
    if (request != null) {
      request.connectFailed(failure);
    }
  }
}
