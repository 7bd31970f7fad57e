package io.tapmesh.proxy.relay;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.tapmesh.proxy.net.Transport;
import io.tapmesh.proxy.telemetry.Recorder;
import java.net.InetSocketAddress;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Function;

/** Opens listeners on the event loops of a proxy. */
public final class RelayServer {

  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(64 << 10, 128 << 10);
  private static final int BACKLOG = 4096;

  private final Transport transport;
  private final EventLoopGroup group;
  private final List<RelayLoop> loops;
  private final RelayCounters counters;
  private final RelayLimits limits;
  private final int maxConnections;

  /**
   * Makes a server.
   *
   * @param loops one for each event loop of the group
   * @param maxConnections of clients, over all listeners
   */
  public RelayServer(
      Transport transport,
      EventLoopGroup group,
      List<RelayLoop> loops,
      RelayCounters counters,
      RelayLimits limits,
      int maxConnections) {
    this.transport = transport;
    this.group = group;
    this.loops = List.copyOf(loops);
    this.counters = counters;
    this.limits = limits;
    this.maxConnections = maxConnections;
  }

  /**
   * Starts to listen; the returned future says how that went.
   *
   * @param recorders makes one for each event loop
   */
  public ChannelFuture listen(
      InetSocketAddress address,
      List<Endpoint> endpoints,
      Function<EventLoop, Recorder> recorders) {
    IdentityHashMap<EventLoop, Listener> listeners = new IdentityHashMap<>();
    for (RelayLoop loop : loops) {
      UpstreamPool pool = new UpstreamPool(endpoints, connector(loop), loop, limits);
      Recorder recorder = recorders.apply(loop.eventLoop);
      listeners.put(loop.eventLoop, new Listener(loop, limits, pool, recorder));
    }
    return new ServerBootstrap()
        .group(group)
        .channel(transport.serverChannel())
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.AUTO_READ, false)
        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
        .childHandler(new ClientPipeline(listeners, counters, maxConnections))
        .bind(address);
  }

  private Bootstrap connector(RelayLoop loop) {
    return new Bootstrap()
        .group(loop.eventLoop)
        .channel(transport.channel())
        .option(ChannelOption.AUTO_READ, false)
        // After a failed write there may be a response to read.
        .option(ChannelOption.AUTO_CLOSE, false)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, limits.connectTimeoutMillis())
        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
        .handler(new UpstreamPipeline(loop, limits));
  }

  /** The address that a listener has got. */
  public static InetSocketAddress address(Channel listener) {
    return (InetSocketAddress) listener.localAddress();
  }
}
