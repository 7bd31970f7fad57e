package io.tapmesh.proxy.http2.hpack;

/**
 * Remembers roughly which fields were encoded lately: by one bit each, in a fixed room, which is
 * emptied now and then. Being wrong costs a few bytes of compression, never more.
 */
final class Sightings {

  private static final int BITS = 2048;
  private static final int MAX_SEEN = 256;

  private final long[] seen = new long[BITS / Long.SIZE];
  private int count;

  /** Whether it was here before; from now on it was. */
  boolean seenBefore(int hash) {
    int bit = (hash ^ (hash >>> 11) ^ (hash >>> 22)) & (BITS - 1);
    int word = bit / Long.SIZE;
    long mask = 1L << (bit % Long.SIZE);
    if ((seen[word] & mask) != 0) {
      return true;
    }
    if (++count > MAX_SEEN) {
      java.util.Arrays.fill(seen, 0);
      count = 1;
    }
    seen[word] |= mask;
    return false;
  }
}
