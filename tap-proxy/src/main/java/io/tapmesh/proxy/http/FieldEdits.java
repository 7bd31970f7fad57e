package io.tapmesh.proxy.http;

import org.jspecify.annotations.Nullable;

/**
 * What to change in a head while it is written: headers to leave out, to replace where they stand,
 * or to add at the end. Everything else passes as it came. Reused; not thread-safe.
 */
public abstract class FieldEdits {

  private final byte[][] values = new byte[HeaderId.values().length][];
  private long dropped;
  private long replaced;

  /** Begins anew, with these headers left out (a mask of {@link HeaderId#bit}s). */
  protected final void begin(long droppedBits) {
    dropped = droppedBits;
    replaced = 0;
  }

  /** Gives a header this value, in its place if it is there, else at the end. */
  public final void set(HeaderId id, byte[] value) {
    values[id.index()] = value;
    replaced |= id.bit();
    dropped &= ~id.bit();
  }

  /**
   * An array to write a value into that every head gets anew. What is there stays until the head
   * has been written, no longer.
   */
  public abstract byte[] space(int length);

  /** Leaves a header out. */
  public final void drop(HeaderId id) {
    dropped |= id.bit();
    replaced &= ~id.bit();
  }

  /** The headers that are not written as they came. */
  public final long changed() {
    return dropped | replaced;
  }

  /** The headers that get another value. */
  public final long replaced() {
    return replaced;
  }

  /** The new value of one of {@link #replaced}. */
  public final byte @Nullable [] value(HeaderId id) {
    return values[id.index()];
  }
}
