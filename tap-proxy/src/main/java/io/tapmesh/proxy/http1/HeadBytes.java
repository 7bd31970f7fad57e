package io.tapmesh.proxy.http1;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Where a head is put together before it goes into a buffer in one piece: a buffer's own checks
 * cost more than the few bytes of most pieces. Grows as needed; reused; not thread-safe.
 */
final class HeadBytes {

  private byte[] bytes = new byte[1024];
  private int length;

  HeadBytes clear() {
    length = 0;
    return this;
  }

  HeadBytes add(byte[] source) {
    return add(source, 0, source.length);
  }

  HeadBytes add(byte[] source, int from, int to) {
    int count = to - from;
    if (bytes.length - length < count) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
    }
    System.arraycopy(source, from, bytes, length, count);
    length += count;
    return this;
  }

  void writeTo(ByteBuf out) {
    out.writeBytes(bytes, 0, length);
  }
}
