package io.tapmesh.proxy.relay;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.uring.IoUringChannelOption;
import io.tapmesh.proxy.intercept.Interception;
import io.tapmesh.proxy.intercept.SocketOptions;
import io.tapmesh.proxy.net.Transport;
import io.tapmesh.proxy.telemetry.Recorder;
import io.tapmesh.proxy.tls.TlsContext;
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
  private volatile int mark;

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
        server(settings)
            .group(group)
            .channel(transport.serverChannel())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, transport.readBuffers())
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
    TlsContext configured = settings.options().tls();
    TlsContext tls = configured == null || configured.settings().server() ? null : configured;
    Bootstrap connector = connector(loop, limits, mark);
    if (tls != null) {
      connector.attr(TlsContext.KEY, tls);
    }
    UpstreamPool pool =
        before != null && before.upstreams().serves(settings.endpoints(), limits, mark, tls)
            ? before.upstreams()
            : new UpstreamPool(settings.endpoints(), connector, loop, limits);
    Interception interception = settings.interception();
    Destinations destinations =
        interception == null ? null : destinations(interception, connector, before, limits);
    Recorder recorder = settings.recorders().apply(eventLoop);
    SpeaksFirst speaksFirst = before == null ? new SpeaksFirst() : before.speaksFirst();
    return new Listener(
        loop, limits, settings.options(), pool, speaksFirst, recorder, destinations, null);
  }

  private Destinations destinations(
      Interception wanted, Bootstrap connector, @Nullable Listener before, RelayLimits limits) {
    if (before != null && before.destinations() != null && before.limits().equals(limits)) {
      Destinations known = before.destinations();
      if (known.serves(wanted, mark)) {
        known.follow(wanted);
        return known;
      }
    }
    return new Destinations(wanted, connector);
  }

  private static ServerBootstrap server(ListenerSettings settings) {
    ServerBootstrap server = new ServerBootstrap();
    if (settings.isTransparent()) {
      server.option(SocketOptions.TRANSPARENT, 1);
    }
    return server;
  }

  private RelayLoop loop(EventLoop eventLoop) {
    for (RelayLoop loop : loops) {
      if (loop.eventLoop == eventLoop) {
        return loop;
      }
    }
    throw new IllegalStateException("an event loop that is not ours: " + eventLoop);
  }

  /** From now on packets to upstreams have this mark; 0 for none. */
  public void mark(int next) {
    mark = next;
  }

  /** Whether the transport has the options that interception needs. */
  public boolean canIntercept() {
    return transport != Transport.NIO;
  }

  /**
   * Whether the system lets us mark packets.
   *
   * @return null, or why not
   */
  public @Nullable Throwable tryMark(int wanted) {
    if (wanted == 0) {
      return null;
    }
    ChannelFuture registered =
        new Bootstrap()
            .group(group)
            .channel(transport.channel())
            .option(SocketOptions.MARK, wanted)
            .handler(new ChannelInboundHandlerAdapter())
            .register()
            .awaitUninterruptibly();
    registered.channel().close().awaitUninterruptibly();
    return registered.cause();
  }

  private Bootstrap connector(RelayLoop loop, RelayLimits limits, int wantedMark) {
    Bootstrap connector = new Bootstrap();
    if (wantedMark != 0) {
      connector.option(SocketOptions.MARK, wantedMark);
    }
    return connector
        .group(loop.eventLoop)
        .channel(transport.channel())
        .option(ChannelOption.AUTO_READ, false)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, transport.readBuffers())
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, limits.connectTimeoutMillis())
        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
        .handler(new UpstreamPipeline());
  }
}
