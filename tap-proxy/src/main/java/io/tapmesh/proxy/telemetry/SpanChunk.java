package io.tapmesh.proxy.telemetry;

/**
 * Encoded spans on their way from an event loop to the shipper, one after the other.
 *
 * @param bytes each span with its tag and length, as it stands in {@code ScopeSpans}
 * @param ends where each span ends
 * @param hashes what decides about each span's partition
 */
@SuppressWarnings("ArrayRecordComponent") // Moved, never compared.
record SpanChunk(byte[] bytes, int[] ends, int[] hashes) {

  int count() {
    return ends.length;
  }

  int start(int span) {
    return span == 0 ? 0 : ends[span - 1];
  }
}
