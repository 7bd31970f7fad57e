package io.tapmesh.proxy.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the {@link Text} of bytes that were seen before, so that what every request repeats is no
 * object of every request. Bounded: a new text takes the place of another. Used on one event loop
 * only.
 */
public final class TextCache {

  /** Longer ones are not kept: they would make the bound on the number no bound on memory. */
  private static final int MAX_LENGTH = 256;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long MIX = 0x9e3779b97f4a7c15L;

  private final byte[] @Nullable [] keys;
  private final @Nullable Text[] texts;

  /**
   * Makes an empty cache.
   *
   * @param size texts at most; a power of two
   */
  public TextCache(int size) {
    if (Integer.bitCount(size) != 1) {
      throw new IllegalArgumentException("size: " + size + " (expected: a power of two)");
    }
    keys = new byte[size][];
    texts = new Text[size];
  }

  /** The text of {@code bytes[start, end)}, one char per byte. */
  public Text of(byte[] bytes, int start, int end) {
    if (end - start > MAX_LENGTH) {
      return new Text(new String(bytes, start, end - start, ISO_8859_1));
    }
    int slot = slot(bytes, start, end);
    byte[] key = keys[slot];
    Text known = texts[slot];
    if (key != null && known != null && Arrays.equals(key, 0, key.length, bytes, start, end)) {
      return known;
    }
    Text text = new Text(new String(bytes, start, end - start, ISO_8859_1));
    keys[slot] = Arrays.copyOfRange(bytes, start, end);
    texts[slot] = text;
    return text;
  }

  /** As {@link #of(byte[], int, int)}, of what is a string already. */
  public Text of(String value) {
    if (value.length() > MAX_LENGTH) {
      return new Text(value);
    }
    int slot = (int) ((value.hashCode() * MIX) >>> 40) & (keys.length - 1);
    Text known = texts[slot];
    if (known != null && known.value().equals(value)) {
      return known;
    }
    Text text = new Text(value);
    keys[slot] = null;
    texts[slot] = text;
    return text;
  }

  private int slot(byte[] bytes, int start, int end) {
    long hash = (end - start) * MIX;
    int at = start;
    while (end - at >= Long.BYTES) {
      hash = (hash ^ (long) LONGS.get(bytes, at)) * MIX;
      hash ^= hash >>> 29;
      at += Long.BYTES;
    }
    while (at < end) {
      hash = (hash ^ bytes[at++]) * MIX;
    }
    return (int) (hash >>> 40) & (keys.length - 1);
  }
}
