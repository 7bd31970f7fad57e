package io.tapmesh.proxy.telemetry;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The methods of gRPC that a service is known to have. A name is learned when the service has
 * answered a call of it as only a method does: all others anybody can invent. Bounded, and
 * thread-safe.
 */
final class RpcMethods {

  private final int limit;
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  RpcMethods(int limit) {
    this.limit = limit;
  }

  /**
   * Whether calls of the method are told apart.
   *
   * @param isAnswered whether an answer says that there is such a method
   */
  boolean has(String method, boolean isAnswered) {
    return known.contains(method) || (isAnswered && learn(method));
  }

  private boolean learn(String method) {
    if (known.size() >= limit) {
      // Without the lock where that is enough: beyond the limit this is asked for each call.
      return false;
    }
    synchronized (known) {
      return known.size() < limit && (known.add(method) || known.contains(method));
    }
  }
}
