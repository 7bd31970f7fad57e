package io.tapmesh.collector.rows;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Values in ClickHouse's <a
 * href="https://clickhouse.com/docs/interfaces/formats/RowBinary">RowBinary</a> format, in a buffer
 * that grows and is reused. Writes straight from the decoded message into the bytes that are sent,
 * without an object per cell.
 *
 * <p>An array or a map is its number of elements as a {@link #varint} and then the elements; {@code
 * LowCardinality} makes no difference. Not thread-safe.
 */
public final class RowBinary {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final byte[] HEX = "0123456789abcdef".getBytes(UTF_8);
  private static final int MAX_DIGITS = 20;
  private static final int MAX_VARINT_BYTES = 5;
  private static final int INITIAL_BYTES = 1024;

  private byte[] buffer = new byte[INITIAL_BYTES];
  private int size;
  private int limit = Integer.MAX_VALUE;

  /** How many bytes have been written. */
  public int size() {
    return size;
  }

  /** Forgets everything; the memory is kept. */
  public void clear() {
    size = 0;
    limit = Integer.MAX_VALUE;
  }

  /** Forgets what was written after {@link #size} had this value. */
  void truncate(int newSize) {
    size = newSize;
  }

  /** Lets this buffer take at most so many bytes more; {@link RowLimitException} beyond. */
  void limit(int moreBytes) {
    limit = Math.addExact(size, moreBytes);
  }

  /** Sends everything; may be repeated. */
  public void writeTo(OutputStream out) throws IOException {
    out.write(buffer, 0, size);
  }

  /** A copy of the bytes. */
  public byte[] toByteArray() {
    return Arrays.copyOf(buffer, size);
  }

  /** Everything that another buffer holds. */
  public void append(RowBinary other) {
    reserve(other.size);
    System.arraycopy(other.buffer, 0, buffer, size, other.size);
    size += other.size;
  }

  /** A length, in LEB128. */
  public void varint(int value) {
    reserve(MAX_VARINT_BYTES);
    int rest = value;
    while ((rest & ~0x7f) != 0) {
      buffer[size++] = (byte) ((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    buffer[size++] = (byte) rest;
  }

  /** {@code Int64}, {@code UInt64} and {@code DateTime64}. */
  public void int64(long value) {
    reserve(Long.BYTES);
    LONG.set(buffer, size, value);
    size += Long.BYTES;
  }

  /** {@code Int32} and {@code UInt32}. */
  public void int32(int value) {
    reserve(Integer.BYTES);
    INT.set(buffer, size, value);
    size += Integer.BYTES;
  }

  /** {@code Float64}, bit for bit. */
  public void float64(double value) {
    int64(Double.doubleToRawLongBits(value));
  }

  /** {@code Bool}. */
  public void bool(boolean value) {
    reserve(1);
    buffer[size++] = (byte) (value ? 1 : 0);
  }

  /** {@code String}, as UTF-8. */
  public void string(String text) {
    int length = text.length();
    varint(length);
    reserve(length);
    int start = size;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        size = start - varintBytes(length);
        bytes(text.getBytes(UTF_8));
        return;
      }
      buffer[start + i] = (byte) c;
    }
    size = start + length;
  }

  /** {@code String} of arbitrary bytes. */
  public void bytes(byte[] value) {
    varint(value.length);
    reserve(value.length);
    System.arraycopy(value, 0, buffer, size, value.length);
    size += value.length;
  }

  /** {@code String}: a number in decimal digits. */
  public void decimal(long value) {
    reserve(MAX_DIGITS + 1);
    int lengthAt = size++;
    if (value < 0) {
      buffer[size++] = '-';
    }
    int first = size;
    long rest = value;
    do {
      buffer[size++] = (byte) ('0' + Math.abs(rest % 10));
      rest /= 10;
    } while (rest != 0);
    reverse(first, size - 1);
    buffer[lengthAt] = (byte) (size - lengthAt - 1);
  }

  /** {@code String}: bytes in lower-case hexadecimal, the empty string if all of them are zero. */
  public void hexId(ByteString id) {
    if (isZero(id)) {
      varint(0);
      return;
    }
    int length = id.size();
    varint(2 * length);
    reserve(2 * length);
    for (int i = 0; i < length; i++) {
      int octet = id.byteAt(i);
      buffer[size++] = HEX[(octet >> 4) & 0xf];
      buffer[size++] = HEX[octet & 0xf];
    }
  }

  private static boolean isZero(ByteString id) {
    for (int i = 0; i < id.size(); i++) {
      if (id.byteAt(i) != 0) {
        return false;
      }
    }
    return true;
  }

  private static int varintBytes(int value) {
    return value == 0 ? 1 : (38 - Integer.numberOfLeadingZeros(value)) / 7;
  }

  private void reverse(int first, int last) {
    for (int i = first, j = last; i < j; i++, j--) {
      byte swap = buffer[i];
      buffer[i] = buffer[j];
      buffer[j] = swap;
    }
  }

  private void reserve(int bytes) {
    if (bytes > limit - size) {
      throw RowLimitException.bytes();
    }
    if (bytes > buffer.length - size) {
      buffer = Arrays.copyOf(buffer, Math.max(Math.addExact(size, bytes), newLength()));
    }
  }

  /** Half as much again, so that a large buffer wastes little. */
  private int newLength() {
    return (int) Math.min(Integer.MAX_VALUE - 8L, buffer.length + (buffer.length >> 1));
  }
}
