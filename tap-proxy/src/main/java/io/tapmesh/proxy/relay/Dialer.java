package io.tapmesh.proxy.relay;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandler;
import io.tapmesh.proxy.tls.Alpn;
import io.tapmesh.proxy.tls.TlsContext;
import io.tapmesh.proxy.tls.TlsEnd;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Opens connections to upstreams, on one event loop, and counts them. */
@SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for connections to be closed.
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
  private final Alpn alpn;
  private final @Nullable TlsContext tls;

  /**
   * Makes one.
   *
   * @param alpn what connections are for, where they are encrypted
   */
  Dialer(Bootstrap bootstrap, RelayLoop loop, Alpn alpn) {
    this.bootstrap = bootstrap;
    this.loop = loop;
    this.alpn = alpn;
    tls = (TlsContext) bootstrap.config().attrs().get(TlsContext.KEY);
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
      loop.eventLoop.execute(() -> tell(connected, endpoint, waiter));
    } else {
      connected.addListener(future -> tell(connected, endpoint, waiter));
    }
  }

  private void tell(ChannelFuture connected, Endpoint endpoint, Waiter waiter) {
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
    if (tls == null) {
      waiter.opened(channel);
    } else {
      originate(channel, tls, endpoint, waiter);
    }
  }

  private void originate(Channel channel, TlsContext secure, Endpoint endpoint, Waiter waiter) {
    SslHandler handler = secure.client(channel.alloc(), alpn, endpoint.host(), endpoint.port());
    Integer millis = channel.config().getOption(ChannelOption.CONNECT_TIMEOUT_MILLIS);
    if (millis != null) {
      handler.setHandshakeTimeoutMillis(millis);
    }
    TlsEnd end =
        new TlsEnd(
            handler,
            (agreed, failure) -> {
              boolean wrong = alpn == Alpn.HTTP2 && !"h2".equals(agreed);
              if (failure == null && !wrong) {
                loop.counters.tlsHandshakes.increment();
                waiter.opened(channel);
                return;
              }
              loop.counters.upstreamConnectFailures.increment();
              loop.counters.tlsFailed(
                  failure == null ? TlsFailure.NO_PROTOCOL : TlsFailure.of(failure));
              channel.close();
              waiter.failed(Failure.TLS_FAILED);
            });
    UpstreamPipeline.tls(channel, handler, end);
    channel.read();
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
