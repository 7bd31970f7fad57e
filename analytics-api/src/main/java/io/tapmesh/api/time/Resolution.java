package io.tapmesh.api.time;

import java.time.Duration;
import java.time.Instant;

/** The tables of traffic, by the width of their intervals. */
public enum Resolution {
  TEN_SECONDS(10, "traffic_10s", Duration.ofHours(1), Duration.ofHours(20)),
  MINUTE(60, "traffic_1m", Duration.ofDays(7), Duration.ofDays(34)),
  HOUR(3600, "traffic_1h", Duration.ofDays(400), Duration.ofDays(400));

  private final int seconds;
  private final String table;
  private final Duration longestWindow;
  private final Duration reach;

  Resolution(int seconds, String table, Duration longestWindow, Duration reach) {
    this.seconds = seconds;
    this.table = table;
    this.longestWindow = longestWindow;
    this.reach = reach;
  }

  /** Width of an interval. */
  public int seconds() {
    return seconds;
  }

  /** Name of the table; a constant, so that it may stand in a statement's text. */
  public String table() {
    return table;
  }

  /** Whether the table still has everything since then; rows expire a little later. */
  public boolean reaches(Instant from, Instant now) {
    return !from.isBefore(now.minus(reach));
  }

  /** The finest that has the whole window and is not needlessly fine for it. */
  static Resolution of(Instant from, Instant to, Instant now) {
    Duration length = Duration.between(from, to);
    for (Resolution resolution : values()) {
      if (length.compareTo(resolution.longestWindow) <= 0 && resolution.reaches(from, now)) {
        return resolution;
      }
    }
    return HOUR;
  }

  /** The one with intervals of so many seconds. */
  public static Resolution ofSeconds(int seconds) {
    for (Resolution resolution : values()) {
      if (resolution.seconds == seconds) {
        return resolution;
      }
    }
    throw new IllegalArgumentException("resolution: " + seconds + " (expected: 10, 60, 3600)");
  }
}
