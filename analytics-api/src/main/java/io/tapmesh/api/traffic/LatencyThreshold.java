package io.tapmesh.api.traffic;

/**
 * A latency that requests are judged by. Histograms can only tell on which side of the end of a
 * bucket a request lies, so the threshold moves to the nearest one: at most 0.55 % away. In return
 * counts are whole numbers that add up over any windows.
 */
public final class LatencyThreshold {

  private static final double MIN_SECONDS = 1e-6;
  private static final double MAX_SECONDS = 86_400;

  private final int lastKey;

  private LatencyThreshold(int lastKey) {
    this.lastKey = lastKey;
  }

  /**
   * The threshold next to this latency.
   *
   * @throws IllegalArgumentException unless it is from 1 µs to 1 day
   */
  public static LatencyThreshold ofSeconds(double seconds) {
    if (!(seconds >= MIN_SECONDS && seconds <= MAX_SECONDS)) {
      throw new IllegalArgumentException(
          "threshold: " + seconds + " s (expected: 0.000001 to 86400 s)");
    }
    return new LatencyThreshold(LatencyHistogram.lastKeyWithin(seconds));
  }

  /** What requests are really compared with. */
  public double effectiveSeconds() {
    return LatencyHistogram.upperBoundSeconds(lastKey);
  }

  int lastKey() {
    return lastKey;
  }
}
