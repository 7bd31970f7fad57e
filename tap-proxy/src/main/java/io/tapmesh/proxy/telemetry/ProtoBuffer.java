package io.tapmesh.proxy.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Bytes of a <a href="https://protobuf.dev/programming-guides/encoding/">protobuf</a> message that
 * is being written. Grows as needed; reused, so that writing allocates nothing. Not thread-safe.
 */
final class ProtoBuffer {

  private static final VarHandle BIG_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LITTLE_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes;
  private int length;

  ProtoBuffer(int capacity) {
    bytes = new byte[capacity];
  }

  /** One that holds these bytes, which it takes over. */
  ProtoBuffer(byte[] content) {
    bytes = content;
    length = content.length;
  }

  int length() {
    return length;
  }

  int capacity() {
    return bytes.length;
  }

  byte[] copy() {
    return Arrays.copyOf(bytes, length);
  }

  /** What was written; not a copy if it fills the capacity. Nothing may be written any more. */
  byte[] toBytes() {
    return bytes.length == length ? bytes : copy();
  }

  void clear() {
    length = 0;
  }

  /** Forgets what was written from this position on. */
  void truncate(int position) {
    length = position;
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }

  void write(byte[] source) {
    write(source, 0, source.length);
  }

  void write(byte[] source, int from, int count) {
    ensure(count);
    System.arraycopy(source, from, bytes, length, count);
    length += count;
  }

  void write(ProtoBuffer source) {
    write(source, 0, source.length);
  }

  void write(ProtoBuffer source, int from, int count) {
    write(source.bytes, from, count);
  }

  void writeByte(int value) {
    ensure(1);
    bytes[length++] = (byte) value;
  }

  /** A variable-length number; negative ones take ten bytes. */
  void writeVarint(long value) {
    ensure(varintSize(value));
    length = putVarint(bytes, length, value);
  }

  private static int putVarint(byte[] target, int at, long value) {
    int i = at;
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      target[i++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    target[i++] = (byte) rest;
    return i;
  }

  /** Eight bytes, the highest first: half of a trace id, or a span id. */
  void writeId(long value) {
    ensure(8);
    BIG_ENDIAN.set(bytes, length, value);
    length += 8;
  }

  /** A {@code fixed64}. */
  void writeFixed64(long value) {
    ensure(8);
    LITTLE_ENDIAN.set(bytes, length, value);
    length += 8;
  }

  /** A {@code fixed32}. */
  void writeFixed32(int value) {
    ensure(4);
    for (int i = 0; i < 4; i++) {
      bytes[length++] = (byte) (value >>> (8 * i));
    }
  }

  /** The length of a text in UTF-8, and the text. */
  void writeText(String text) {
    int chars = text.length();
    ensure(chars + 5);
    int start = length;
    int to = putVarint(bytes, start, chars);
    for (int i = 0; i < chars; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        byte[] utf8 = text.getBytes(UTF_8);
        writeVarint(utf8.length);
        write(utf8);
        return;
      }
      bytes[to++] = (byte) c;
    }
    length = to;
  }

  /**
   * Begins a message within the message, whose length is not known yet.
   *
   * @return for {@link #endMessage}
   */
  int beginMessage() {
    // Most lengths take two bytes; the others are made room for in the end.
    ensure(2);
    length += 2;
    return length;
  }

  void endMessage(int start) {
    int size = length - start;
    int width = varintSize(size);
    if (width != 2) {
      ensure(width);
      System.arraycopy(bytes, start, bytes, start + width - 2, size);
      length += width - 2;
    }
    putVarint(bytes, start - 2, size);
  }

  /** How many bytes {@link #writeVarint} takes. */
  static int varintSize(long value) {
    return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
  }
}
