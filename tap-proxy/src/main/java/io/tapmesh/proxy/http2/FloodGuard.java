package io.tapmesh.proxy.http2;

/**
 * Counts frames that cost the proxy something and the peer nothing. A count beyond its limit within
 * an interval is a violation; what the peer does that is of use earns it some more. The clock is
 * only looked at when a count has reached its limit, so a peer that kept still may do up to twice
 * as much at once.
 */
final class FloodGuard {

  /** What is counted. */
  enum Kind {
    RESET(Http2Violation.RESET_FLOOD),
    PING(Http2Violation.PING_FLOOD),
    SETTINGS(Http2Violation.SETTINGS_FLOOD),
    PRIORITY(Http2Violation.PRIORITY_FLOOD),
    WINDOW_UPDATE(Http2Violation.WINDOW_UPDATE_FLOOD),
    EMPTY_FRAME(Http2Violation.EMPTY_FRAME_FLOOD);

    final Http2Violation violation;

    Kind(Http2Violation violation) {
      this.violation = violation;
    }
  }

  private static final int KINDS = Kind.values().length;

  private final int[] limits;
  private final int[] counts = new int[KINDS];
  private final long[] startNanos = new long[KINDS];
  private final long intervalNanos;

  FloodGuard(Http2Limits limits) {
    this.limits =
        new int[] {
          limits.maxResets(),
          limits.maxPings(),
          limits.maxSettings(),
          limits.maxPriorities(),
          limits.maxWindowUpdates(),
          limits.maxEmptyFrames()
        };
    intervalNanos = limits.intervalNanos();
    java.util.Arrays.fill(startNanos, System.nanoTime());
  }

  /** Counts one. */
  @SuppressWarnings("EnumOrdinal") // It never leaves this object.
  void count(Kind kind) throws Http2Exception {
    int i = kind.ordinal();
    if (++counts[i] <= limits[i]) {
      return;
    }
    long now = System.nanoTime();
    if (now - startNanos[i] < intervalNanos) {
      throw new Http2Exception(
          kind.violation, "more than " + limits[i] + " (" + kind.violation.reason() + ")");
    }
    startNanos[i] = now;
    counts[i] = 1;
  }

  /** Forgives some. */
  @SuppressWarnings("EnumOrdinal") // It never leaves this object.
  void earn(Kind kind, int n) {
    int i = kind.ordinal();
    counts[i] = Math.max(0, counts[i] - n);
  }
}
