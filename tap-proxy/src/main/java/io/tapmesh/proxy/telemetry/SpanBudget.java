package io.tapmesh.proxy.telemetry;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds the spans that are on their way to Kafka. A span takes one place, and one more for each
 * KiB that it is large: places bound memory, too. Thread-safe.
 */
final class SpanBudget {

  private static final int PLACE_BYTES_LOG2 = 10;

  private final int capacity;
  private final AtomicInteger free;

  SpanBudget(int capacity) {
    this.capacity = capacity;
    free = new AtomicInteger(capacity);
  }

  /** The places that a span of this size takes. */
  static int places(int bytes) {
    return 1 + (bytes >> PLACE_BYTES_LOG2);
  }

  /** Takes up to a number of places; returns how many. */
  int take(int wanted) {
    int available = free.get();
    while (available > 0) {
      int taken = Math.min(wanted, available);
      if (free.compareAndSet(available, available - taken)) {
        return taken;
      }
      available = free.get();
    }
    return 0;
  }

  void giveBack(int places) {
    free.addAndGet(places);
  }

  int capacity() {
    return capacity;
  }
}
