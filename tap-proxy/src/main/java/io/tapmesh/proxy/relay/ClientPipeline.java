package io.tapmesh.proxy.relay;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import io.tapmesh.proxy.tls.TlsContext;
import io.tapmesh.proxy.tls.TlsEnd;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What a client's connection passes through, from top to bottom. No other class adds handlers to
 * it.
 *
 * <ol>
 *   <li>the limits of connections, of all clients and of each
 *   <li>if it was intercepted: {@link Destinations} finds out where it was meant to go
 *   <li>TLS, if the listener terminates it; the caller's identity will come from here
 *   <li>{@link Detection} of the protocol, or {@link HttpDetection} of the version, unless it is
 *       configured; one of the following takes its place:
 *       <ul>
 *         <li>HTTP/1: {@link Downstream} reads requests; its {@link Relay} admits, routes and
 *             relays them
 *         <li>HTTP/2: {@link H2Downstream}; each of its streams is a {@link StreamRelay}
 *         <li>bytes that are not looked into: {@link TunnelEnd}
 *       </ul>
 * </ol>
 */
final class ClientPipeline extends ChannelInitializer<Channel> {

  private final IdentityHashMap<EventLoop, ListenerSlot> slots;
  private final AtomicInteger connections;
  private final RelayCounters counters;

  /**
   * Makes a pipeline.
   *
   * @param slots the listener's state for each event loop
   * @param connections counts those of this listener
   */
  ClientPipeline(
      IdentityHashMap<EventLoop, ListenerSlot> slots,
      AtomicInteger connections,
      RelayCounters counters) {
    this.slots = slots;
    this.connections = connections;
    this.counters = counters;
  }

  @Override
  protected void initChannel(Channel channel) {
    counters.accepted.increment();
    ListenerSlot slot = slots.get(channel.eventLoop());
    if (slot == null) {
      throw new IllegalStateException("an event loop that is not ours: " + channel.eventLoop());
    }
    int open = counters.clientConnections.incrementAndGet();
    Failure refusal = refusal(channel, slot.current(), open);
    if (refusal != null) {
      // Those that are on their way out keep nobody from coming in.
      counters.clientConnections.decrementAndGet();
      Listener listener = slot.current();
      RefuseConnection refuse = new RefuseConnection(listener, spokenFirst(listener), refusal);
      channel.pipeline().addLast("refuse", refuse);
      return;
    }
    connections.incrementAndGet();
    channel
        .closeFuture()
        .addListener(
            closed -> {
              connections.decrementAndGet();
              counters.clientConnections.decrementAndGet();
            });
    Destinations destinations = slot.current().destinations();
    ListenerSlot target = destinations == null ? slot : destinations.admit(channel, slot);
    if (target != null) {
      begin(channel, target);
    }
  }

  /** Why a client is not let in, which is counted; null if it is. */
  private @Nullable Failure refusal(Channel channel, Listener listener, int open) {
    RelayLimits limits = listener.limits();
    if (open > limits.maxConnections()) {
      counters.refusedConnections.increment();
      return Failure.TOO_MANY_CONNECTIONS;
    }
    if (listener.loop().memory.refusesConnections()) {
      counters.shedConnections.increment();
      return Failure.OVERLOADED;
    }
    if (!admits(channel, limits.maxConnectionsPerClient())) {
      counters.refusedOfClient.increment();
      return Failure.TOO_MANY_CONNECTIONS;
    }
    return null;
  }

  /**
   * What the first bytes of a connection belong to; nothing can be said in the clear within TLS.
   */
  private static Protocol spokenFirst(Listener listener) {
    if (terminated(listener) != null) {
      return Protocol.TLS;
    }
    // Where a connection was led from is not known yet.
    return listener.destinations() == null ? listener.protocol() : listener.options().protocol();
  }

  private static @Nullable TlsContext terminated(Listener listener) {
    TlsContext tls = listener.options().tls();
    return tls == null || !tls.settings().server() ? null : tls;
  }

  /** Whether the client may have one more. */
  private boolean admits(Channel channel, int maxPerClient) {
    if (maxPerClient == 0 || !(channel.remoteAddress() instanceof InetSocketAddress client)) {
      return true;
    }
    InetAddress address = client.getAddress();
    if (!counters.byClient.acquire(address, maxPerClient)) {
      return false;
    }
    channel.closeFuture().addListener(closed -> counters.byClient.release(address));
    return true;
  }

  private static void begin(Channel channel, ListenerSlot slot) {
    Listener listener = slot.current();
    TlsContext tls = terminated(listener);
    if (tls == null) {
      start(channel, slot, listener.protocol());
    } else {
      terminate(channel, slot, tls);
    }
  }

  private static ChannelInboundHandler start(Channel channel, ListenerSlot slot, Protocol spoken) {
    ChannelInboundHandler first =
        switch (spoken) {
          case DETECT -> new Detection(slot);
          case HTTP -> new HttpDetection(slot);
          case HTTP1 -> new Downstream(slot);
          case HTTP2 -> new H2Downstream(slot);
          case TCP, TLS -> new OpaqueStart(slot.current());
        };
    channel.pipeline().addLast(spoken.name().toLowerCase(Locale.ROOT), first);
    return first;
  }

  /** What comes out of TLS is what ALPN says, or if that says nothing what is configured. */
  private static void terminate(Channel channel, ListenerSlot slot, TlsContext tls) {
    Listener listener = slot.current();
    Protocol configured = listener.protocol();
    SslHandler handler = tls.server(channel.alloc(), listener.options().alpnFor(configured));
    handler.setHandshakeTimeout(listener.limits().headerTimeoutNanos(), TimeUnit.NANOSECONDS);
    TlsEnd end =
        new TlsEnd(
            handler,
            (agreed, failure) -> {
              RelayCounters counters = listener.loop().counters;
              if (failure != null) {
                counters.tlsFailed(TlsFailure.of(failure));
                return;
              }
              counters.tlsHandshakes.increment();
              Protocol spoken =
                  agreed == null
                      ? configured
                      : agreed.equals("h2") ? Protocol.HTTP2 : Protocol.HTTP1;
              activate(channel, start(channel, slot, spoken));
            });
    channel.pipeline().addLast("tls", handler).addLast("tlsEnd", end);
  }

  private static void activate(Channel channel, ChannelInboundHandler first) {
    try {
      first.channelActive(channel.pipeline().context(first));
    } catch (Exception e) {
      channel.pipeline().fireExceptionCaught(e);
    }
  }

  /** Puts the handler of what was found in the place of the one that has found it. */
  static void replace(
      ChannelHandler found, ChannelHandlerContext ctx, String name, ChannelHandler next) {
    ctx.pipeline().replace(found, name, next);
  }
}
