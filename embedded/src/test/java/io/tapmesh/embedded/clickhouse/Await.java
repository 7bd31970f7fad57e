package io.tapmesh.embedded.clickhouse;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for conditions, at most two minutes. */
final class Await {

  private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(120);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final int STABLE_POLLS = 6;

  private Await() {}

  static void until(Callable<Boolean> condition, String failure) throws Exception {
    long deadline = System.nanoTime() + DEADLINE_NANOS;
    while (!condition.call()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(failure);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** Until a value stays the same for a while. */
  static void stable(Callable<String> value, String failure) throws Exception {
    String[] last = {value.call()};
    int[] same = {0};
    until(
        () -> {
          String now = value.call();
          same[0] = now.equals(last[0]) ? same[0] + 1 : 0;
          last[0] = now;
          return same[0] >= STABLE_POLLS;
        },
        failure);
  }
}
