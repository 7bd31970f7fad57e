package io.tapmesh.proxy.telemetry;

import io.opentelemetry.api.common.Attributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Bounds how many different series all event loops together keep. One that several loops have
 * counts once, and is free again when the last of them has released it. Asked only when a loop
 * meets a series for the first time, or has met too many. Thread-safe.
 */
final class SeriesLimit {

  private final int limit;
  private final ConcurrentHashMap<SeriesId, Integer> loops = new ConcurrentHashMap<>();
  private final LongAdder folded = new LongAdder();
  private final List<Released> released = new ArrayList<>();

  /** A series that no loop has any more. */
  record Released(SeriesId id, Attributes attributes) {}

  SeriesLimit(int limit) {
    this.limit = limit;
  }

  /** Whether a loop may keep this one. */
  boolean admit(SeriesId id) {
    // Without the lock where that is enough: beyond the limit this is asked for each request.
    if (loops.size() >= limit && !loops.containsKey(id)) {
      return false;
    }
    synchronized (this) {
      if (loops.size() < limit || loops.containsKey(id)) {
        loops.merge(id, 1, Integer::sum);
        return true;
      }
    }
    return false;
  }

  /** An exchange has ended in a series beyond the limit. */
  void countFolded() {
    folded.increment();
  }

  /**
   * A loop does not have it any more.
   *
   * @return true, so that it can stand at the end of a condition
   */
  synchronized boolean release(Series series) {
    Integer left = loops.computeIfPresent(series.id, (id, n) -> n == 1 ? null : n - 1);
    return left != null || forget(series);
  }

  /**
   * A loop does not have one any more that was never admitted.
   *
   * @return true, as {@link #release}
   */
  synchronized boolean forget(Series series) {
    released.add(new Released(series.id, series.cells.attributes()));
    return true;
  }

  /** Those that nobody has had any more since the last time, and that nobody has again. */
  synchronized List<Released> takeReleased() {
    List<Released> taken = released.stream().filter(each -> !loops.containsKey(each.id())).toList();
    released.clear();
    return taken;
  }

  /** Exchanges that have ended in a series beyond the limit. */
  long folded() {
    return folded.sum();
  }

  /** Series that are kept. */
  int size() {
    return loops.size();
  }
}
