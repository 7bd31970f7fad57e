package io.tapmesh.proxy.relay;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.tapmesh.proxy.intercept.SocketOptions;
import io.tapmesh.proxy.tls.Alpn;
import io.tapmesh.proxy.tls.TlsContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one listener, on one event loop, to its endpoints: taken in turn, the most
 * recently used first within an endpoint, so that the others may grow old and close.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for connections to be closed.
final class UpstreamPool {

  private final List<Endpoint> endpoints;
  private final List<ArrayDeque<Upstream>> idle = new ArrayList<>();
  private final Bootstrap bootstrap;
  private final Dialer dialer;
  private final Dialer http1Dialer;
  private final RelayLoop loop;
  private final RelayLimits limits;
  private int turn;
  private boolean retired;
  private @Nullable H2Pool http2;
  private @Nullable EarlyConnection opening;

  UpstreamPool(List<Endpoint> endpoints, Bootstrap bootstrap, RelayLoop loop, RelayLimits limits) {
    this.endpoints = endpoints;
    this.bootstrap = bootstrap;
    dialer = new Dialer(bootstrap, loop, Alpn.NONE);
    http1Dialer = new Dialer(bootstrap, loop, Alpn.HTTP1);
    this.loop = loop;
    this.limits = limits;
    endpoints.forEach(endpoint -> idle.add(new ArrayDeque<>()));
  }

  /** Whether a pool that is made of this would be the same. */
  boolean serves(
      List<Endpoint> wanted, RelayLimits wantedLimits, int mark, @Nullable TlsContext tls) {
    return !retired
        && endpoints.equals(wanted)
        && limits.equals(wantedLimits)
        && isMarked(bootstrap, mark)
        && bootstrap.config().attrs().get(TlsContext.KEY) == tls;
  }

  /** Whether the packets of its connections have this mark; 0 for none. */
  static boolean isMarked(Bootstrap connector, int mark) {
    return Objects.requireNonNullElse(connector.config().options().get(SocketOptions.MARK), 0)
        .equals(mark);
  }

  boolean isRetired() {
    return retired;
  }

  /** Closes what waits; connections that are busy close when they would come back. */
  void retire() {
    retired = true;
    for (ArrayDeque<Upstream> waiting : idle) {
      loop.counters.idleUpstreams.addAndGet(-waiting.size());
      List.copyOf(waiting).forEach(Upstream::close);
      waiting.clear();
    }
    if (http2 != null) {
      http2.retire();
    }
  }

  /** The connections of HTTP/2 to the same endpoints. */
  H2Pool http2() {
    H2Pool pool = http2;
    if (pool == null) {
      pool = new H2Pool(this, new Dialer(bootstrap, loop, Alpn.HTTP2), loop, limits);
      http2 = pool;
    }
    return pool;
  }

  /** Opens connections that are not pooled. */
  Dialer dialer() {
    return dialer;
  }

  /** Round robin: the index of the endpoint whose turn it is. */
  int nextEndpoint() {
    turn = turn + 1 >= endpoints.size() ? 0 : turn + 1;
    return turn;
  }

  int size() {
    return endpoints.size();
  }

  Endpoint endpoint(int index) {
    return endpoints.get(index);
  }

  /** An open connection that waits for work, or null. */
  @Nullable Upstream poll(int endpoint) {
    ArrayDeque<Upstream> waiting = idle.get(endpoint);
    while (true) {
      Upstream upstream = waiting.pollLast();
      if (upstream == null) {
        return null;
      }
      loop.counters.idleUpstreams.decrementAndGet();
      if (upstream.isUsable()) {
        loop.counters.upstreamReuses.increment();
        return upstream;
      }
    }
  }

  /** Keeps a connection for later, or closes it if there are enough. */
  void put(Upstream upstream) {
    ArrayDeque<Upstream> waiting = idle.get(upstream.endpoint());
    if (retired || waiting.size() >= limits.maxIdleUpstreams() || loop.isDraining()) {
      upstream.close();
      return;
    }
    waiting.addLast(upstream);
    loop.counters.idleUpstreams.incrementAndGet();
  }

  /** A connection that waits has ended. */
  void remove(Upstream upstream) {
    if (idle.get(upstream.endpoint()).remove(upstream)) {
      loop.counters.idleUpstreams.decrementAndGet();
    }
  }

  /** Opens a connection and tells who waits for it how that went. */
  void connect(int endpoint, Forwarding waiter) {
    if (opening != null && opening.endpoint() == endpoint) {
      opening.claim(waiter);
      opening = null;
      return;
    }
    http1Dialer.dial(
        endpoints.get(endpoint),
        new Dialer.Waiter() {
          @Override
          public void opened(Channel channel) {
            hand(upstream(channel, endpoint, null), waiter);
          }

          @Override
          public void failed(Failure failure) {
            waiter.connectFailed(failure);
          }
        });
  }

  private static void hand(Upstream upstream, @Nullable Forwarding waiter) {
    if (waiter == null || !waiter.connected(upstream)) {
      upstream.waitForWork();
    }
  }

  private Upstream upstream(Channel channel, int endpoint, @Nullable EarlyUpstream watcher) {
    Upstream upstream = new Upstream(loop, limits);
    UpstreamPipeline.http1(channel, upstream, watcher);
    upstream.opened(this, endpoint);
    return upstream;
  }

  // ---- connections that were opened before there was a request for them ----

  /**
   * Takes one that is open; the next request gets it.
   *
   * @param watcher whose place it takes
   */
  void adopt(Channel channel, int endpoint, EarlyUpstream watcher) {
    if (!channel.isActive() || watcher.hasSpoken()) {
      Buffers.release(watcher.take());
      channel.close();
      return;
    }
    upstream(channel, endpoint, watcher).waitForWork();
    turn = endpoint - 1;
  }

  /** Takes one that is being opened; the next request waits for it. */
  void adopt(Dial dial) {
    opening = new EarlyConnection(this, dial);
    turn = dial.index() - 1;
  }

  /** It is open now. */
  void opened(EarlyConnection early, Channel channel, @Nullable Forwarding waiter) {
    gone(early);
    hand(upstream(channel, early.endpoint(), null), waiter);
  }

  /** It is not to be waited for any more. */
  void gone(EarlyConnection early) {
    if (opening == early) {
      opening = null;
    }
  }
}
