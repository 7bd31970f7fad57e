package io.tapmesh.proxy.relay;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** An open port. All methods may be called from any thread but an event loop. */
public final class RelayListener {

  private final Channel channel;
  private final IdentityHashMap<EventLoop, ListenerSlot> slots;
  private final AtomicInteger connections;
  private final RelayServer server;

  RelayListener(
      Channel channel,
      IdentityHashMap<EventLoop, ListenerSlot> slots,
      AtomicInteger connections,
      RelayServer server) {
    this.channel = channel;
    this.slots = slots;
    this.connections = connections;
    this.server = server;
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  /** Whether clients can connect to it. */
  public boolean isOpen() {
    return channel.isActive();
  }

  /** Clients that are connected to it, also after it was closed. */
  public int connections() {
    return connections.get();
  }

  /**
   * Changes what it forwards to, and how. The socket and all connections stay: what has begun goes
   * on as it began, what begins after this returns follows the new settings.
   */
  public void update(ListenerSettings settings) {
    List<Future<?>> replaced = new ArrayList<>();
    slots.forEach(
        (loop, slot) ->
            replaced.add(
                loop.submit(() -> slot.replace(server.listener(loop, settings, slot.current())))));
    replaced.forEach(Future::syncUninterruptibly);
  }

  /** Lets nobody in any more; open connections stay. */
  public void close() {
    channel.close().awaitUninterruptibly();
  }
}
