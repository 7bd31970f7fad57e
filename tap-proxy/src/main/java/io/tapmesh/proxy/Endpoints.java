package io.tapmesh.proxy;

import io.tapmesh.proxy.relay.Endpoint;
import io.tapmesh.schemas.config.HostPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The endpoints of all listeners. One that stays over a reload stays the same, with what is known
 * of its addresses. Thread-safe.
 */
final class Endpoints {

  private final Map<HostPort, Endpoint> known = new ConcurrentHashMap<>();

  /** Those of one listener; looks up the names of new ones, which may wait. */
  List<Endpoint> of(List<HostPort> addresses) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (HostPort address : addresses) {
      Endpoint endpoint = known.get(address);
      if (endpoint == null) {
        endpoint = new Endpoint(address);
        endpoint.resolve();
        known.put(address, endpoint);
      }
      endpoints.add(endpoint);
    }
    return endpoints;
  }

  /** Forgets all others. */
  void retain(List<HostPort> addresses) {
    known.keySet().retainAll(addresses);
  }

  /** Looks all names up again. */
  void resolve() {
    known.values().stream().filter(Endpoint::isName).forEach(Endpoint::resolve);
  }
}
