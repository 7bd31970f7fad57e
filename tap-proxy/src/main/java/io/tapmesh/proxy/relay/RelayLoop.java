package io.tapmesh.proxy.relay;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.tapmesh.proxy.http1.HeaderEdits;
import io.tapmesh.proxy.http1.ResponseHead;
import io.tapmesh.proxy.http2.FlushQueue;
import io.tapmesh.proxy.http2.HeadScratch;
import io.tapmesh.proxy.intercept.OwnSockets;
import io.tapmesh.proxy.intercept.Refusal;
import io.tapmesh.proxy.telemetry.Clock;
import java.util.concurrent.TimeUnit;

/** What the connections of one event loop share. Used on that loop only, but for its creation. */
public final class RelayLoop {

  /** A connection that is idle when a drain begins may be about to carry a request. */
  static final long DRAIN_GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

  final EventLoop eventLoop;
  final Deadlines deadlines = new Deadlines();
  final RelayCounters counters;
  final OwnSockets own;
  final MemoryBudget memory;

  /** Responses are written on as soon as they are read, so one head serves all connections. */
  final ResponseHead responseHead = new ResponseHead();

  final HeaderEdits edits = new HeaderEdits();
  final HeadScratch heads = new HeadScratch();
  final FlushQueue flushes;

  /** Clients that are refused and waited for; see {@link RefuseConnection}. */
  int refusing;

  private boolean draining;
  private volatile long turnedNanos = Clock.nanos();
  private volatile String name = "";

  /** Starts to watch deadlines. */
  @SuppressWarnings("FutureReturnValueIgnored") // It runs as long as its event loop.
  public RelayLoop(
      EventLoop eventLoop, RelayCounters counters, OwnSockets own, MemoryBudget memory) {
    this.eventLoop = eventLoop;
    this.counters = counters;
    this.own = own;
    flushes = new FlushQueue(eventLoop);
    this.memory = memory;
    eventLoop.scheduleAtFixedRate(
        this::tick, Deadlines.PERIOD_MILLIS, Deadlines.PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** How long it has not turned, by {@link Clock#nanos}; 0 if it is ending. Any thread. */
  public long stalledNanos() {
    return eventLoop.isShuttingDown() ? 0 : Math.max(0, Clock.nanos() - turnedNanos);
  }

  /** Its thread's name, once it has turned. Any thread. */
  public String name() {
    return name;
  }

  private void tick() {
    long nowNanos = Clock.nanos();
    turnedNanos = nowNanos;
    if (name.isEmpty()) {
      name = Thread.currentThread().getName();
    }
    try {
      look(nowNanos);
    } catch (RuntimeException e) {
      // It would be the last look that this loop takes.
      RelayLog.unexpected(name + ": deadlines were not looked at", e);
    }
  }

  private void look(long nowNanos) {
    deadlines.tick(nowNanos);
    // All at once: those that read go on.
    if (memory.resetsStalled()) {
      deadlines.forEach(Timed::onMemoryShort);
    }
  }

  boolean isDraining() {
    return draining;
  }

  /**
   * A connection to an upstream is open. If an intercepting listener of ours has got its other end,
   * both are closed: else each would make the next.
   */
  void refuseOwn(Channel upstream) {
    Channel client = own.connected(upstream);
    if (client != null) {
      counters.refuse(Refusal.OWN_CONNECTION);
      RelayLog.refused(client, Refusal.OWN_CONNECTION, upstream.remoteAddress());
      // On its own event loop, which may be another one.
      client.eventLoop().execute(() -> Sockets.reset(client));
    }
  }

  /** From when the future completes, every response closes its connection. Any thread. */
  public Future<?> drain() {
    return eventLoop.submit(
        () -> {
          draining = true;
          deadlines.forEach(Timed::onDrain);
        });
  }

  /**
   * Resets what is left: its exchanges are over when the future completes, its connections soon.
   * Any thread.
   */
  public Future<?> abort() {
    return eventLoop.submit(() -> deadlines.forEach(Timed::onDrainTimeout));
  }
}
