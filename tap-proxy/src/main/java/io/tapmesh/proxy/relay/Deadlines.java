package io.tapmesh.proxy.relay;

import io.tapmesh.proxy.telemetry.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Watches the deadlines of an event loop's connections by looking at all of them some ten times a
 * second. Moving a deadline is writing a field, where a timer for each would cost several
 * allocations for each request; the price is that timeouts are late by up to {@link
 * #PERIOD_MILLIS}. Used on one event loop only.
 */
final class Deadlines {

  static final int PERIOD_MILLIS = 100;

  private static final int TICKS_PER_SECOND = 1000 / PERIOD_MILLIS;
  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS);

  private final long originNanos = Clock.nanos();
  private final List<Timed> watched = new ArrayList<>();
  private long nowNanos;
  private int ticks;

  /** The deadline that is this far away; never passed too early. */
  long in(long nanos) {
    return nowNanos + PERIOD_NANOS + nanos;
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

  /** Looks at every deadline. */
  void tick() {
    nowNanos = Clock.nanos() - originNanos;
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
