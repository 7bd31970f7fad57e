package io.tapmesh.proxy.telemetry;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Lets one message through every ten seconds, for what may go wrong many times. Thread-safe. */
public final class LogLimit {

  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final AtomicLong nextNanos = new AtomicLong(Clock.nanos());

  /** Whether a message may be logged now. */
  public boolean mayLog() {
    long now = Clock.nanos();
    long next = nextNanos.get();
    return now - next >= 0 && nextNanos.compareAndSet(next, now + PERIOD_NANOS);
  }
}
