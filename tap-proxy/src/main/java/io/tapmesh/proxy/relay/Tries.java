package io.tapmesh.proxy.relay;

import io.tapmesh.proxy.telemetry.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Where a request goes: the endpoints of its listener in turn, each at most once unless a pooled
 * connection turned out to be dead. Each try is an attempt of the exchange.
 */
final class Tries {

  private final UpstreamPool upstreams;
  private final RelayCounters counters;
  private int endpoint;
  private int left;

  Tries(UpstreamPool upstreams, RelayCounters counters) {
    this.upstreams = upstreams;
    this.counters = counters;
  }

  /** Begins with the endpoint whose turn it is. */
  void begin(Exchange exchange) {
    left = upstreams.size();
    next(exchange);
  }

  private void next(Exchange exchange) {
    endpoint = upstreams.nextEndpoint();
    left--;
    Endpoint target = current();
    exchange.attempt(target.host(), target.port());
  }

  /** Goes on to another endpoint, if there is one that was not tried. */
  boolean another(Exchange exchange, Failure failure) {
    if (left == 0) {
      return false;
    }
    retry(failure, exchange);
    next(exchange);
    return true;
  }

  /** Tries the same endpoint again. */
  void again(Exchange exchange, Failure failure) {
    retry(failure, exchange);
    exchange.attempt(current().host(), current().port());
  }

  private void retry(Failure failure, Exchange exchange) {
    counters.retries.increment();
    exchange.attemptFailed(failure.reason());
  }

  Endpoint current() {
    return upstreams.endpoint(endpoint);
  }

  /** A pooled connection to the current endpoint, or null. */
  @Nullable Upstream pooled() {
    return upstreams.poll(endpoint);
  }

  /** Asks for room on a connection of HTTP/2 to the current endpoint. */
  void request(StreamForwarding waiter) {
    upstreams.http2().request(endpoint, waiter);
  }

  /** Opens a connection to the current endpoint. */
  void connect(Forwarding waiter) {
    upstreams.connect(endpoint, waiter);
  }
}
