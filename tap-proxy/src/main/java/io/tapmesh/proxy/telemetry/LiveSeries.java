package io.tapmesh.proxy.telemetry;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which series belong to a listener that there is: those of others are released once what they hold
 * has been exported.
 *
 * @param inbound whether there is an inbound listener
 * @param callees of outbound listeners; null if one of them leads anywhere
 */
record LiveSeries(boolean inbound, @Nullable Set<String> callees) {

  static final LiveSeries ALL = new LiveSeries(true, null);

  LiveSeries {
    callees = callees == null ? null : Set.copyOf(callees);
  }

  boolean has(SeriesId id) {
    return id.family().isClient() ? hasCallee(id.peer()) : inbound;
  }

  boolean hasCallee(String service) {
    return callees == null || callees.contains(service);
  }
}
