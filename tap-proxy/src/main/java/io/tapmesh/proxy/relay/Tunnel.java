package io.tapmesh.proxy.relay;

import io.tapmesh.proxy.telemetry.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Two connections of one event loop that pass on each other's bytes, ends and resets, and the
 * exchange beside them, which ends once.
 *
 * <pre>
 *   client ──► TunnelEnd ──writes to──► TunnelEnd ──► upstream
 *   client ◄── TunnelEnd ◄──writes to── TunnelEnd ◄── upstream
 * </pre>
 *
 * Each end is read only while the other takes more. The tunnel is over when both directions have
 * ended in an orderly way, or when one end breaks, which breaks the other.
 */
final class Tunnel extends Timed {

  private final RelayLoop loop;
  private final RelayLimits limits;
  private final Exchange exchange;
  private final boolean reports;
  private final TunnelEnd client = new TunnelEnd(this);
  private final TunnelEnd upstream = new TunnelEnd(this);
  private boolean moved;
  private boolean over;

  /**
   * Makes one for an exchange that has begun and been counted.
   *
   * @param reports whether the bytes are to be seen before the end
   */
  Tunnel(RelayLoop loop, RelayLimits limits, Exchange exchange, boolean reports) {
    this.loop = loop;
    this.limits = limits;
    this.exchange = exchange;
    this.reports = reports;
    loop.deadlines.watch(this);
  }

  /** The handler of the client's connection. */
  TunnelEnd client() {
    return client;
  }

  /** The handler of the upstream's connection. */
  TunnelEnd upstream() {
    return upstream;
  }

  /** Begins to pass on; both ends are in their pipelines. */
  void start() {
    touch();
    moved = true;
    client.join(upstream);
    if (!over) {
      upstream.join(client);
    }
  }

  boolean isOver() {
    return over;
  }

  void serverName(@Nullable String name) {
    exchange.passesTls(name);
  }

  /** Something has moved. */
  void touch() {
    moved = true;
    deadlineNanos = loop.deadlines.in(limits.tunnelIdleTimeoutNanos());
  }

  // ---- the end ----

  void endIfOver() {
    if (!over && client.isOver() && upstream.isOver()) {
      end(false);
    }
  }

  /** An end was reset, or lost. */
  void broken(TunnelEnd end) {
    fail(end == client ? Failure.CLIENT_RESET : Failure.RESET);
  }

  /** It cannot go on: whoever is still there must not take this for an orderly end. */
  void fail(Failure failure) {
    if (!over) {
      exchange.failed(failure.reason());
      end(true);
    }
  }

  private void end(boolean reset) {
    over = true;
    loop.deadlines.unwatch(this);
    loop.counters.exchanges.decrementAndGet();
    note();
    exchange.end();
    client.close(reset);
    upstream.close(reset);
  }

  private void note() {
    exchange.transferred(client.receivedBytes(), upstream.receivedBytes());
  }

  @Override
  void onDeadline() {
    fail(Failure.IDLE_TIMEOUT);
  }

  @Override
  void onSecond() {
    client.checkForReset();
    upstream.checkForReset();
    if (over) {
      return;
    }
    if (reports && moved) {
      moved = false;
      note();
      exchange.reportProgress();
    }
  }

  @Override
  void onDrain() {
    // It has until the end of the drain: nobody can be told to make it short.
  }

  @Override
  void onMemoryShort() {
    if (client.isStalled() || upstream.isStalled()) {
      loop.counters.shedStalled.increment();
      fail(Failure.OVERLOADED);
    }
  }

  @Override
  void onDrainTimeout() {
    fail(Failure.DRAIN_TIMEOUT);
  }
}
