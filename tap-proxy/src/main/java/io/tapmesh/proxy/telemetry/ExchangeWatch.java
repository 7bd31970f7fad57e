package io.tapmesh.proxy.telemetry;

import org.jspecify.annotations.Nullable;

/** Sees every exchange of one event loop when it has ended. Called on that loop; must be quick. */
public interface ExchangeWatch {

  /**
   * What of the headers of a request that has arrived is to be taken down; null for nothing, which
   * is what it costs then.
   */
  default @Nullable KeptHeaders headers() {
    return null;
  }

  /**
   * An exchange has ended; nothing about it changes any more.
   *
   * @param error its {@code error.type}; null for none
   * @param nowNanos by {@link Clock#nanos}
   */
  void ended(Exchange exchange, @Nullable String error, long nowNanos);
}
