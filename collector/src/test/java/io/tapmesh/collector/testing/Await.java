package io.tapmesh.collector.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for conditions, never for times. */
public final class Await {

  private static final long LOOK_AGAIN_NANOS = 20_000_000;

  private Await() {}

  public static void until(String what, Duration patience, BooleanSupplier condition) {
    until(what, patience, condition, () -> "");
  }

  public static void until(
      String what, Duration patience, BooleanSupplier condition, Supplier<String> state) {
    long startNanos = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - startNanos > patience.toNanos()) {
        throw new AssertionError("not within " + patience + ": " + what + " " + state.get());
      }
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }
}
