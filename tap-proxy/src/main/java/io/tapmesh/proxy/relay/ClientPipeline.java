package io.tapmesh.proxy.relay;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.IdentityHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a client's connection passes through, from top to bottom. No other class adds handlers to
 * it.
 *
 * <ol>
 *   <li>the limits of connections, of all clients and of each
 *   <li>if it was intercepted: {@link Destinations} finds out where it was meant to go
 *   <li>TLS with the caller's identity will stand here
 *   <li>{@link Detection} of the protocol, unless it is configured; one of the following takes its
 *       place:
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
    int open = counters.clientConnections.incrementAndGet();
    connections.incrementAndGet();
    channel
        .closeFuture()
        .addListener(
            closed -> {
              connections.decrementAndGet();
              counters.clientConnections.decrementAndGet();
            });
    ListenerSlot slot = slots.get(channel.eventLoop());
    if (slot == null) {
      throw new IllegalStateException("an event loop that is not ours: " + channel.eventLoop());
    }
    Protocol protocol = slot.current().options().protocol();
    if (open > slot.current().limits().maxConnections()) {
      counters.refusedConnections.increment();
      channel
          .pipeline()
          .addLast("refuse", new RefuseConnection(protocol, Failure.TOO_MANY_CONNECTIONS));
      return;
    }
    if (slot.current().loop().memory.refusesConnections()) {
      counters.shedConnections.increment();
      channel.pipeline().addLast("refuse", new RefuseConnection(protocol, Failure.OVERLOADED));
      return;
    }
    if (!admits(channel, slot.current().limits().maxConnectionsPerClient())) {
      counters.refusedOfClient.increment();
      channel
          .pipeline()
          .addLast("refuse", new RefuseConnection(protocol, Failure.TOO_MANY_CONNECTIONS));
      return;
    }
    Destinations destinations = slot.current().destinations();
    ListenerSlot target = destinations == null ? slot : destinations.admit(channel, slot);
    if (target != null) {
      begin(channel, target);
    }
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
    switch (slot.current().protocol()) {
      case DETECT -> channel.pipeline().addLast("detection", new Detection(slot));
      case HTTP1 -> channel.pipeline().addLast("http1", new Downstream(slot));
      case HTTP2 -> channel.pipeline().addLast("http2", new H2Downstream(slot));
      case TCP, TLS -> channel.pipeline().addLast("opaque", new OpaqueStart(slot.current()));
    }
  }

  /** Puts the handler of what was found in the place of the one that has found it. */
  static void replace(
      ChannelHandler found, ChannelHandlerContext ctx, String name, ChannelHandler next) {
    ctx.pipeline().replace(found, name, next);
  }
}
