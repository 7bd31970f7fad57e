package io.tapmesh.proxy.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Waits for conditions. */
public final class Wait {

  private Wait() {}

  /** Waits up to ten seconds. */
  public static void until(String what, Callable<Boolean> condition) throws Exception {
    until(what, Duration.ofMinutes(1), condition);
  }

  public static void until(String what, Duration timeout, Callable<Boolean> condition)
      throws Exception {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not within " + timeout + ": " + what);
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }
}
