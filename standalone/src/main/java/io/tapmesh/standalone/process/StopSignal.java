package io.tapmesh.standalone.process;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * When to stop, and why: Ctrl-C, SIGTERM, or something that died. A second Ctrl-C ends the process
 * at once, and with it its children. Thread-safe.
 */
public final class StopSignal {

  /** What a shell reports of a process that SIGINT ended. */
  private static final int KILLED_BY_INTERRUPT = 130;

  private final CountDownLatch stop = new CountDownLatch(1);
  private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
  private final Runnable onFirst;

  private StopSignal(Runnable onFirst) {
    this.onFirst = onFirst;
  }

  /**
   * Takes over the signals that ask to stop.
   *
   * @param onFirst called once, when a signal arrives
   */
  public static StopSignal install(Runnable onFirst) {
    StopSignal signal = new StopSignal(onFirst);
    Signals.handle("INT", signal::interrupted);
    Signals.handle("TERM", signal::stop);
    Signals.handle("HUP", signal::stop);
    return signal;
  }

  /** Asks to stop because something broke; the first reason counts. */
  public void fail(String sentence) {
    failure.compareAndSet(null, sentence);
    stop.countDown();
  }

  /** What broke, or {@code null} if nothing did. */
  public @Nullable String failure() {
    return failure.get();
  }

  /** Whether it is time to stop. */
  public boolean stopped() {
    return stop.getCount() == 0;
  }

  /**
   * To be called between the steps of a start.
   *
   * @throws StoppedException if it is time to stop
   */
  public void check() {
    if (stopped()) {
      throw new StoppedException();
    }
  }

  /**
   * Waits until it is time to stop.
   *
   * @return whether it is; {@code false} if the time passed first
   */
  public boolean await(Duration limit) throws InterruptedException {
    return stop.await(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void interrupted() {
    if (stopped()) {
      Runtime.getRuntime().halt(KILLED_BY_INTERRUPT);
    }
    stop();
  }

  private synchronized void stop() {
    if (!stopped()) {
      stop.countDown();
      onFirst.run();
    }
  }
}
