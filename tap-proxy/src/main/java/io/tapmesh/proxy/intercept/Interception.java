package io.tapmesh.proxy.intercept;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a listener takes connections that are meant for others.
 *
 * @param clientAddressPorts destination ports whose upstream sees the client's own address
 * @param maxDestinations whose connections are pooled at a time, for each event loop
 * @param services names of destinations; null on inbound listeners, whose callee is the application
 */
public record Interception(
    InterceptMode mode,
    Set<Integer> clientAddressPorts,
    int maxDestinations,
    @Nullable ServiceNames services) {

  /** Copies the set. */
  public Interception {
    clientAddressPorts = Set.copyOf(clientAddressPorts);
  }
}
