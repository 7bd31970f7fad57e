package io.tapmesh.proxy.relay;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.tapmesh.proxy.net.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Opens listeners on the event loops of a proxy. */
public final class RelayServer {

  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(64 << 10, 128 << 10);
  private static final int BACKLOG = 4096;

  private final Transport transport;
  private final EventLoopGroup group;
  private final List<RelayLoop> loops;
  private final RelayCounters counters;

  /**
   * Makes a server.
   *
   * @param loops one for each event loop of the group
   */
  public RelayServer(
      Transport transport, EventLoopGroup group, List<RelayLoop> loops, RelayCounters counters) {
    this.transport = transport;
    this.group = group;
    this.loops = List.copyOf(loops);
    this.counters = counters;
  }

  /**
   * Opens a port, and waits until it is.
   *
   * @throws IOException if it cannot be opened; a {@link java.net.BindException} if it is taken
   */
  public RelayListener listen(InetSocketAddress address, ListenerSettings settings)
      throws IOException {
    IdentityHashMap<EventLoop, ListenerSlot> slots = new IdentityHashMap<>();
    for (RelayLoop loop : loops) {
      slots.put(loop.eventLoop, new ListenerSlot(listener(loop.eventLoop, settings, null)));
    }
    AtomicInteger connections = new AtomicInteger();
    ChannelFuture bound =
        new ServerBootstrap()
            .group(group)
            .channel(transport.serverChannel())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
            .childHandler(new ClientPipeline(slots, connections, counters))
            .bind(address)
            .awaitUninterruptibly();
    Throwable failure = bound.cause();
    if (failure != null) {
      throw failure instanceof IOException io ? io : new IOException(failure);
    }
    return new RelayListener(bound.channel(), slots, connections, this);
  }

  /**
   * A listener's state for one loop.
   *
   * @param before what it is to replace; its pool is kept if nothing about it changes
   */
  Listener listener(EventLoop eventLoop, ListenerSettings settings, @Nullable Listener before) {
    RelayLoop loop = loop(eventLoop);
    RelayLimits limits = settings.limits();
    UpstreamPool pool =
        before != null && before.upstreams().serves(settings.endpoints(), limits)
            ? before.upstreams()
            : new UpstreamPool(settings.endpoints(), connector(loop, limits), loop, limits);
    return new Listener(loop, limits, pool, settings.recorders().apply(eventLoop));
  }

  private RelayLoop loop(EventLoop eventLoop) {
    for (RelayLoop loop : loops) {
      if (loop.eventLoop == eventLoop) {
        return loop;
      }
    }
    throw new IllegalStateException("an event loop that is not ours: " + eventLoop);
  }

  private Bootstrap connector(RelayLoop loop, RelayLimits limits) {
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
}
