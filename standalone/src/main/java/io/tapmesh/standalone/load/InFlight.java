package io.tapmesh.standalone.load;

import java.time.Duration;

/** Counts what is under way, and waits for none. Thread-safe. */
final class InFlight {

  private long count;

  synchronized void begin() {
    count++;
  }

  synchronized void end() {
    count--;
    if (count == 0) {
      notifyAll();
    }
  }

  synchronized long count() {
    return count;
  }

  /**
   * Waits until nothing is under way.
   *
   * @return whether that was reached in time
   */
  synchronized boolean awaitNone(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (count > 0) {
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        return false;
      }
      wait(millis);
    }
    return true;
  }
}
