package io.tapmesh.proxy.relay;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import java.util.IdentityHashMap;

/**
 * What a client's connection passes through, from top to bottom. No other class adds handlers to
 * it.
 *
 * <ol>
 *   <li>the limit of connections
 *   <li>detection of the protocol, and TLS with the caller's identity, will stand here
 *   <li>HTTP/1: {@link Downstream} reads requests; its {@link Relay} admits, routes and relays them
 * </ol>
 */
final class ClientPipeline extends ChannelInitializer<Channel> {

  private final IdentityHashMap<EventLoop, Listener> listeners;
  private final RelayCounters counters;
  private final int maxConnections;

  /**
   * Makes a pipeline.
   *
   * @param listeners the listener's state for each event loop
   */
  ClientPipeline(
      IdentityHashMap<EventLoop, Listener> listeners, RelayCounters counters, int maxConnections) {
    this.listeners = listeners;
    this.counters = counters;
    this.maxConnections = maxConnections;
  }

  @Override
  protected void initChannel(Channel channel) {
    counters.accepted.increment();
    int open = counters.clientConnections.incrementAndGet();
    channel.closeFuture().addListener(closed -> counters.clientConnections.decrementAndGet());
    if (open > maxConnections) {
      counters.refusedConnections.increment();
      channel.pipeline().addLast("refuse", new RefuseConnection());
      return;
    }
    Listener listener = listeners.get(channel.eventLoop());
    if (listener == null) {
      throw new IllegalStateException("an event loop that is not ours: " + channel.eventLoop());
    }
    channel.pipeline().addLast("http1", new Downstream(listener));
  }
}
