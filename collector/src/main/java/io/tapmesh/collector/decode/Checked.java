package io.tapmesh.collector.decode;

import com.google.protobuf.ByteString;
import io.tapmesh.collector.decode.UndecodableException.Reason;

/** Values that strangers can get wrong in a way that a table could not hold. */
final class Checked {

  static final int TRACE_ID_BYTES = 16;
  static final int SPAN_ID_BYTES = 8;

  /** A day before 2106-02-07, where ClickHouse's {@code DateTime} ends, in any time zone. */
  private static final long END_OF_TIME_NANOS = 4_294_880_896_000_000_000L;

  private Checked() {}

  /**
   * A trace or span id as it came.
   *
   * @throws UndecodableException unless it is absent or has the right length
   */
  static ByteString id(ByteString id, int expectedBytes, String what) throws UndecodableException {
    if (!id.isEmpty() && id.size() != expectedBytes) {
      throw new UndecodableException(
          Reason.BAD_ID,
          what + " of " + id.size() + " bytes (expected: " + expectedBytes + " or none)");
    }
    return id;
  }

  /**
   * Nanoseconds since 1970, as the unsigned number that came.
   *
   * @throws UndecodableException if {@code toDateTime} of it would overflow
   */
  static long time(long unixNanos, String what) throws UndecodableException {
    if (unixNanos < 0 || unixNanos >= END_OF_TIME_NANOS) {
      throw new UndecodableException(
          Reason.BAD_TIME,
          what + " " + Long.toUnsignedString(unixNanos) + " (expected: before the year 2106)");
    }
    return unixNanos;
  }
}
