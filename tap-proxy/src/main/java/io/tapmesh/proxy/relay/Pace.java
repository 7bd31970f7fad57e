package io.tapmesh.proxy.relay;

import java.util.concurrent.TimeUnit;

/** Until when more has to have come of a body that may not come too slowly on average. */
final class Pace {

  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private long startNanos;
  private long startBytes;

  /** Counts from a time on, which may be a while ahead, and from so many bytes. */
  void begin(long nanos, long bytes) {
    startNanos = nanos;
    startBytes = bytes;
  }

  /** So long it was not the sender's turn. */
  void rested(long nanos) {
    startNanos += nanos;
  }

  /**
   * When it will have been too slow unless more comes.
   *
   * @param bytesPerSecond 0 for any
   */
  long deadlineNanos(long bytes, long bytesPerSecond) {
    if (bytesPerSecond == 0) {
      return Timed.NEVER;
    }
    return startNanos + (long) ((bytes - startBytes) * NANOS_PER_SECOND / bytesPerSecond);
  }
}
