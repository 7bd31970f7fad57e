package io.tapmesh.proxy.telemetry;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The {@link RpcMethods} of all services that a proxy knows: of its own, and of each that is called
 * through it. Thread-safe.
 */
final class RpcGuard {

  private static final String OWN = "";

  private final int maxMethods;
  private final Map<String, RpcMethods> services = new ConcurrentHashMap<>();
  private final LongAdder folded = new LongAdder();

  /**
   * Knows nothing yet.
   *
   * @param maxMethods of each service
   */
  RpcGuard(int maxMethods) {
    this.maxMethods = maxMethods;
  }

  /**
   * Those of a service.
   *
   * @param callee null for whoever is behind an inbound listener
   */
  RpcMethods of(Direction direction, @Nullable String callee) {
    String service = direction == Direction.INBOUND || callee == null ? OWN : callee;
    return services.computeIfAbsent(service, name -> new RpcMethods(maxMethods));
  }

  /** Forgets those of services that nobody can call here any more. */
  void keep(LiveSeries live) {
    services.keySet().removeIf(name -> name.equals(OWN) ? !live.inbound() : !live.hasCallee(name));
  }

  void countFolded() {
    folded.increment();
  }

  /** Calls whose method is not told apart from others. */
  long folded() {
    return folded.sum();
  }
}
