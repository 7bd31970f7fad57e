package io.tapmesh.proxy;

import io.tapmesh.proxy.admin.AdminReply;
import io.tapmesh.proxy.relay.RelayLoop;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What probes are told: whether only a restart helps, and whether traffic may be sent here. */
final class Health {

  private final List<RelayLoop> loops;
  private final long stuckAfterNanos;
  private final BooleanSupplier isDraining;
  private final BooleanSupplier isListening;
  private final Supplier<List<String>> exportTroubles;

  /**
   * Looks at a proxy.
   *
   * @param stuckAfter an event loop that has not turned for so long makes the proxy unfit; zero for
   *     never
   * @param isListening whether any port is open
   * @param exportTroubles what of the telemetry is not exported by a fault of the proxy's own
   */
  Health(
      List<RelayLoop> loops,
      Duration stuckAfter,
      BooleanSupplier isDraining,
      BooleanSupplier isListening,
      Supplier<List<String>> exportTroubles) {
    this.loops = loops;
    stuckAfterNanos = stuckAfter.toNanos();
    this.isDraining = isDraining;
    this.isListening = isListening;
    this.exportTroubles = exportTroubles;
  }

  AdminReply live() {
    StringBuilder stuck = new StringBuilder();
    for (RelayLoop loop : loops) {
      long stalledNanos = loop.stalledNanos();
      if (stuckAfterNanos > 0 && stalledNanos >= stuckAfterNanos) {
        stuck.append(
            "event loop %s has not turned for %d ms\n"
                .formatted(loop.name(), TimeUnit.NANOSECONDS.toMillis(stalledNanos)));
      }
    }
    return stuck.isEmpty() ? AdminReply.text(200, "ok\n") : AdminReply.text(503, stuck.toString());
  }

  /** Requests are served without spans all the same: that is told, and no reason for a 503. */
  AdminReply ready() {
    if (isDraining.getAsBoolean()) {
      return AdminReply.text(503, "draining\n");
    }
    if (!isListening.getAsBoolean()) {
      return AdminReply.text(503, "no listener is open\n");
    }
    StringBuilder text = new StringBuilder("ok\n");
    exportTroubles.get().forEach(trouble -> text.append(trouble).append('\n'));
    return AdminReply.text(200, text.toString());
  }
}
