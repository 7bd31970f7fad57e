package io.tapmesh.proxy.tap;

import io.tapmesh.proxy.telemetry.EndedExchange;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who looks on. What comes faster than the rate, or than it is read, is skipped and
 * counted: event loops never wait for it. Thread-safe.
 */
final class Watcher {

  private static final int QUEUE = 512;
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final TapFilter filter;
  private final int ratePerSecond;
  private final ArrayBlockingQueue<EndedExchange> queue = new ArrayBlockingQueue<>(QUEUE);
  private final AtomicLong secondNanos = new AtomicLong(System.nanoTime());
  private final AtomicInteger taken = new AtomicInteger();
  private final AtomicLong skipped = new AtomicLong();

  Watcher(TapFilter filter, int ratePerSecond) {
    this.filter = filter;
    this.ratePerSecond = ratePerSecond;
  }

  /** On an event loop. */
  void offer(EndedExchange exchange) {
    if (!filter.matches(exchange)) {
      return;
    }
    long now = System.nanoTime();
    long begun = secondNanos.get();
    if (now - begun >= SECOND_NANOS && secondNanos.compareAndSet(begun, now)) {
      taken.set(0);
    }
    if (taken.incrementAndGet() > ratePerSecond || !queue.offer(exchange)) {
      skipped.incrementAndGet();
    }
  }

  /** The next one; null if there is none for a while. */
  @Nullable EndedExchange next(long waitMillis) throws InterruptedException {
    return queue.poll(waitMillis, TimeUnit.MILLISECONDS);
  }

  /** How many were skipped since the last call. */
  long takeSkipped() {
    return skipped.getAndSet(0);
  }
}
