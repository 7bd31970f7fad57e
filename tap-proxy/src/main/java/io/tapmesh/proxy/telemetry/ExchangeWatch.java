package io.tapmesh.proxy.telemetry;

import org.jspecify.annotations.Nullable;

/** Sees every exchange of one event loop when it has ended. Called on that loop; must be quick. */
public interface ExchangeWatch {

  /**
   * An exchange has ended; nothing about it changes any more.
   *
   * @param error its {@code error.type}; null for none
   * @param nowNanos by {@link Clock#nanos}
   */
  void ended(Exchange exchange, @Nullable String error, long nowNanos);
}
