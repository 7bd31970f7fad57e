package io.tapmesh.proxy.telemetry;

import java.util.Arrays;

/**
 * Encoded spans on their way from an event loop to the shipper, one after the other. Belongs to one
 * thread at a time; used again when the shipper has emptied it.
 */
final class SpanChunk {

  private static final int FIRST_BYTES = 24 << 10;
  private static final int GIANT_BYTES = 192 << 10;

  /** Each span with its tag and length, as it stands in {@code ScopeSpans}. */
  final ProtoBuffer bytes;

  private final int[] ends;
  private final int[] hashes;
  private int count;

  /**
   * Makes an empty one.
   *
   * @param maxSpans that it has room for
   */
  SpanChunk(int maxSpans) {
    this(new ProtoBuffer(FIRST_BYTES), new int[maxSpans], new int[maxSpans], 0);
  }

  private SpanChunk(ProtoBuffer bytes, int[] ends, int[] hashes, int count) {
    this.bytes = bytes;
    this.ends = ends;
    this.hashes = hashes;
    this.count = count;
  }

  /** Takes what was written to {@link #bytes} since the last span for another one. */
  void add(int hash) {
    ends[count] = bytes.length();
    hashes[count] = hash;
    count++;
  }

  int count() {
    return count;
  }

  boolean isFull() {
    return count == ends.length;
  }

  int start(int span) {
    return span == 0 ? 0 : ends[span - 1];
  }

  /** Bytes of a span. */
  int length(int span) {
    return ends[span] - start(span);
  }

  /** What decides about a span's partition. */
  int hash(int span) {
    return hashes[span];
  }

  /** Whether it takes much more memory than what is in it. */
  boolean isMostlyEmpty() {
    return bytes.length() < bytes.capacity() / 2;
  }

  /** Whether a giant has been in it: too large to keep for others. */
  boolean isGiant() {
    return bytes.capacity() > GIANT_BYTES;
  }

  /** What is in it, in no more memory than that needs. */
  SpanChunk trimmed() {
    return new SpanChunk(
        new ProtoBuffer(bytes.copy()),
        Arrays.copyOf(ends, count),
        Arrays.copyOf(hashes, count),
        count);
  }

  void clear() {
    bytes.clear();
    count = 0;
  }
}
