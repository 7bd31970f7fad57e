package io.tapmesh.proxy.relay;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.tapmesh.proxy.http1.HeaderEdits;
import io.tapmesh.proxy.http1.ResponseHead;
import java.util.concurrent.TimeUnit;

/** What the connections of one event loop share. Used on that loop only, but for its creation. */
public final class RelayLoop {

  /** A connection that is idle when a drain begins may be about to carry a request. */
  static final long DRAIN_GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);

  final EventLoop eventLoop;
  final Deadlines deadlines = new Deadlines();
  final RelayCounters counters;

  /** Responses are written on as soon as they are read, so one head serves all connections. */
  final ResponseHead responseHead = new ResponseHead();

  final HeaderEdits edits = new HeaderEdits();
  private boolean draining;

  /** Starts to watch deadlines. */
  @SuppressWarnings("FutureReturnValueIgnored") // It runs as long as its event loop.
  public RelayLoop(EventLoop eventLoop, RelayCounters counters) {
    this.eventLoop = eventLoop;
    this.counters = counters;
    eventLoop.scheduleAtFixedRate(
        deadlines::tick, Deadlines.PERIOD_MILLIS, Deadlines.PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  boolean isDraining() {
    return draining;
  }

  /** From when the future completes, every response closes its connection. Any thread. */
  public Future<?> drain() {
    return eventLoop.submit(
        () -> {
          draining = true;
          deadlines.forEach(Timed::onDrain);
        });
  }

  /** Resets what is left; all of it is over when the future completes. Any thread. */
  public Future<?> abort() {
    return eventLoop.submit(() -> deadlines.forEach(Timed::onDrainTimeout));
  }
}
