package io.tapmesh.collector.rows;

import java.util.Arrays;

/** A few days, counted from 1970 in UTC. Made for almost always being asked for the same one. */
final class DaySet {

  private static final long NANOS_PER_DAY = 86_400_000_000_000L;
  private static final int NONE = Integer.MIN_VALUE;
  private static final int INITIAL_LENGTH = 8;

  private int[] days = new int[INITIAL_LENGTH];
  private int size;
  private int last = NONE;

  int size() {
    return size;
  }

  void addTime(long unixNanos) {
    add((int) (unixNanos / NANOS_PER_DAY));
  }

  void addAll(DaySet other) {
    for (int i = 0; i < other.size; i++) {
      add(other.days[i]);
    }
  }

  void clear() {
    size = 0;
    last = NONE;
  }

  private void add(int day) {
    if (day == last) {
      return;
    }
    last = day;
    for (int i = 0; i < size; i++) {
      if (days[i] == day) {
        return;
      }
    }
    if (size == days.length) {
      days = Arrays.copyOf(days, 2 * size);
    }
    days[size++] = day;
  }
}
