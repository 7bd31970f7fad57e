package io.tapmesh.proxy.relay;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.tapmesh.proxy.intercept.SocketOptions;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one listener, on one event loop, to its endpoints: taken in turn, the most
 * recently used first within an endpoint, so that the others may grow old and close.
 */
final class UpstreamPool {

  private final List<Endpoint> endpoints;
  private final List<ArrayDeque<Upstream>> idle = new ArrayList<>();
  private final Bootstrap bootstrap;
  private final RelayLoop loop;
  private final RelayLimits limits;
  private int turn;
  private boolean retired;
  private @Nullable H2Pool http2;

  UpstreamPool(List<Endpoint> endpoints, Bootstrap bootstrap, RelayLoop loop, RelayLimits limits) {
    this.endpoints = endpoints;
    this.bootstrap = bootstrap;
    this.loop = loop;
    this.limits = limits;
    endpoints.forEach(endpoint -> idle.add(new ArrayDeque<>()));
  }

  /** Whether a pool that is made of this would be the same. */
  boolean serves(List<Endpoint> wanted, RelayLimits wantedLimits, int mark) {
    return !retired
        && endpoints.equals(wanted)
        && limits.equals(wantedLimits)
        && isMarked(bootstrap, mark);
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
      Bootstrap connector =
          bootstrap.clone().option(ChannelOption.AUTO_CLOSE, true).handler(UpstreamPipeline.none());
      pool = new H2Pool(this, new Dialer(connector, loop), loop, limits);
      http2 = pool;
    }
    return pool;
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

  /** Opens a connection and tells the relay how that went. */
  void connect(int endpoint, Relay waiter) {
    InetSocketAddress address = endpoints.get(endpoint).address();
    if (address == null) {
      // Not at once: the waiter is still in the middle of dispatching.
      loop.eventLoop.execute(() -> waiter.connectFailed(Failure.UNKNOWN_HOST));
      return;
    }
    loop.counters.upstreamConnects.increment();
    ChannelFuture connected = bootstrap.connect(address);
    connected.addListener(
        future -> {
          if (!future.isSuccess()) {
            loop.counters.upstreamConnectFailures.increment();
            waiter.connectFailed(reason(future.cause()));
            return;
          }
          loop.refuseOwn(connected.channel());
          Upstream upstream = connected.channel().pipeline().get(Upstream.class);
          upstream.opened(this, endpoint);
          if (!waiter.connected(upstream)) {
            upstream.waitForWork();
          }
        });
  }

  private static Failure reason(@Nullable Throwable cause) {
    if (cause instanceof ConnectTimeoutException) {
      return Failure.CONNECT_TIMEOUT;
    }
    boolean refused = cause instanceof ConnectException && isRefusal(cause.getMessage());
    return refused ? Failure.CONNECT_REFUSED : Failure.CONNECT_FAILED;
  }

  private static boolean isRefusal(@Nullable String message) {
    return message != null && message.contains("refused");
  }
}
