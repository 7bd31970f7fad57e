package io.tapmesh.proxy.relay;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Opens connections to upstreams, on one event loop, and counts them. */
final class Dialer {

  /** Who wants a connection. */
  interface Waiter {

    /** It is open; nothing is read from it before its pipeline has got a handler that asks. */
    void opened(Channel channel);

    /** It could not be opened. */
    void failed(Failure failure);
  }

  private final Bootstrap bootstrap;
  private final RelayLoop loop;

  Dialer(Bootstrap bootstrap, RelayLoop loop) {
    this.bootstrap = bootstrap;
    this.loop = loop;
  }

  /** Opens one; the answer never comes before this returns. */
  void dial(Endpoint endpoint, Waiter waiter) {
    InetSocketAddress address = endpoint.address();
    if (address == null) {
      loop.eventLoop.execute(() -> waiter.failed(Failure.UNKNOWN_HOST));
      return;
    }
    loop.counters.upstreamConnects.increment();
    ChannelFuture connected = bootstrap.connect(address);
    if (connected.isDone()) {
      loop.eventLoop.execute(() -> tell(connected, waiter));
    } else {
      connected.addListener(future -> tell(connected, waiter));
    }
  }

  private void tell(ChannelFuture connected, Waiter waiter) {
    if (!connected.isSuccess()) {
      loop.counters.upstreamConnectFailures.increment();
      waiter.failed(reason(connected.cause()));
      return;
    }
    Channel channel = connected.channel();
    loop.counters.upstreamConnections.incrementAndGet();
    channel
        .closeFuture()
        .addListener(closed -> loop.counters.upstreamConnections.decrementAndGet());
    loop.refuseOwn(channel);
    waiter.opened(channel);
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
