package io.tapmesh.api.http;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Lets a line into the log every few seconds, and counts those that were left out. Thread-safe. */
final class LogLimit {

  private static final long INTERVAL_NANOS = Duration.ofSeconds(5).toNanos();

  private final AtomicLong nextNanos = new AtomicLong(System.nanoTime());
  private final AtomicLong suppressed = new AtomicLong();

  /** The number of lines left out since the last one, or -1 if this one is left out too. */
  long tryAcquire() {
    long now = System.nanoTime();
    long next = nextNanos.get();
    if (now - next >= 0 && nextNanos.compareAndSet(next, now + INTERVAL_NANOS)) {
      return suppressed.getAndSet(0);
    }
    suppressed.incrementAndGet();
    return -1;
  }
}
