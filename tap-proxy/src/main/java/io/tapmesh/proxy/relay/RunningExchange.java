package io.tapmesh.proxy.relay;

import static java.util.Objects.requireNonNull;

import io.tapmesh.proxy.telemetry.Exchange;
import org.jspecify.annotations.Nullable;

/** The exchange of a stream from its request to its end, of which there is one, and its count. */
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
    exchange = null;
    counters.exchanges.decrementAndGet();
    return ending;
  }

  /** Ends without a good end, if it is running. */
  void fail(String reason) {
    if (exchange != null) {
      Exchange failing = hand();
      failing.failed(reason);
      failing.end();
    }
  }
}
