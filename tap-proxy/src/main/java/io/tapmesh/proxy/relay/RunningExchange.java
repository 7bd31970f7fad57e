package io.tapmesh.proxy.relay;

import static java.util.Objects.requireNonNull;

import io.tapmesh.proxy.telemetry.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * The exchange of a request, from its beginning to its end, of which there is one, and its count
 * among those that run. A stream has one of these, as has a connection of HTTP/1, for its requests
 * one after the other.
 */
final class RunningExchange {

  private final RelayCounters counters;
  private @Nullable Exchange exchange;

  RunningExchange(RelayCounters counters) {
    this.counters = counters;
  }

  void begin(Exchange begun) {
    exchange = begun;
    counters.exchanges.incrementAndGet();
  }

  /** Whether it has ended, or not begun. */
  boolean isOver() {
    return exchange == null;
  }

  /** The exchange, which must be running. */
  Exchange get() {
    return requireNonNull(exchange, "exchange");
  }

  /** Bytes of both bodies so far. */
  void transferred(long request, long response) {
    if (exchange != null) {
      exchange.transferred(request, response);
    }
  }

  /** Ends here; whoever gets it tells it when its last byte has left. */
  Exchange hand() {
    Exchange ending = get();
    leave();
    return ending;
  }

  /** Ends here, if it is running: who writes its last byte has been told to end it. */
  void leave() {
    if (exchange != null) {
      exchange = null;
      counters.exchanges.decrementAndGet();
    }
  }

  /** Goes on elsewhere; whoever gets it ends it, and counts that. */
  Exchange moveOn() {
    Exchange ongoing = get();
    exchange = null;
    return ongoing;
  }

  /** Ends without a good end, if it is running. */
  void fail(String reason) {
    Exchange failing = exchange;
    if (failing != null) {
      failing.failed(reason);
      failing.end();
      leave();
    }
  }
}
