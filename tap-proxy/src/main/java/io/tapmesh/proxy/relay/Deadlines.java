package io.tapmesh.proxy.relay;

import io.tapmesh.proxy.telemetry.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Watches the deadlines of an event loop's connections by looking at all of them some ten times a
 * second. Moving a deadline is writing a field, where a timer for each would cost several
 * allocations for each request; the price is that timeouts are late by up to two and a half {@link
 * #PERIOD_MILLIS}.
 *
 * <p>Its time is that of the loop: how long the loop stood still (a machine that was paused, a
 * processor that others had) does not count, because what peers have sent meanwhile is looked at
 * only afterwards. Used on one event loop only.
 */
final class Deadlines {

  static final int PERIOD_MILLIS = 100;

  private static final int TICKS_PER_SECOND = 1000 / PERIOD_MILLIS;
  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS);

  /** A look that comes later than this after the one before comes after a standstill. */
  private static final long LATEST_NANOS = PERIOD_NANOS + PERIOD_NANOS / 2;

  private final List<Timed> watched = new ArrayList<>();
  private long readNanos;
  private long nowNanos;
  private int ticks;

  Deadlines() {
    this(Clock.nanos());
  }

  Deadlines(long readNanos) {
    this.readNanos = readNanos;
  }

  /** The deadline that is this far away; never passed too early. */
  long in(long nanos) {
    // So much of it may be over when the next look sets the time.
    return nowNanos + LATEST_NANOS + nanos;
  }

  /** Whether a deadline that {@link #in} gave was over at the last look. */
  boolean hasPassed(long deadlineNanos) {
    return deadlineNanos <= nowNanos;
  }

  void watch(Timed connection) {
    connection.watchIndex = watched.size();
    watched.add(connection);
  }

  void unwatch(Timed connection) {
    int index = connection.watchIndex;
    if (index >= 0) {
      Timed last = watched.remove(watched.size() - 1);
      if (last != connection) {
        watched.set(index, last);
        last.watchIndex = index;
      }
      connection.watchIndex = -1;
    }
  }

  int size() {
    return watched.size();
  }

  /**
   * Looks at every deadline.
   *
   * @param clockNanos what {@link Clock#nanos} says
   */
  void tick(long clockNanos) {
    long sinceLast = clockNanos - readNanos;
    readNanos = clockNanos;
    nowNanos += sinceLast <= LATEST_NANOS ? sinceLast : PERIOD_NANOS;
    boolean newSecond = ++ticks % TICKS_PER_SECOND == 0;
    // Backwards: what ends takes itself out and puts the last one, already seen, in its place.
    for (int i = watched.size() - 1; i >= 0; i--) {
      if (i < watched.size()) {
        Timed connection = watched.get(i);
        if (newSecond) {
          connection.onSecond();
        }
        if (connection.deadlineNanos <= nowNanos) {
          connection.deadlineNanos = Timed.NEVER;
          connection.onDeadline();
        }
      }
    }
  }

  void forEach(Consumer<Timed> action) {
    List.copyOf(watched).forEach(action);
  }
}
