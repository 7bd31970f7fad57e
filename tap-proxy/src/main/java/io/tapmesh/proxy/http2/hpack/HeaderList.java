package io.tapmesh.proxy.http2.hpack;

import java.util.Arrays;

/**
 * Fields in their order. Made to be used again for one header block after the other: {@link #clear}
 * keeps the room. Not thread-safe.
 */
public final class HeaderList {

  private static final int INITIAL_CAPACITY = 16;

  private HeaderField[] fields = new HeaderField[INITIAL_CAPACITY];
  private int size;
  private int bytes;
  private boolean overflowed;

  /** The number of fields. */
  public int size() {
    return size;
  }

  /** The field at an index from 0 on. */
  public HeaderField get(int index) {
    check(index);
    return fields[index];
  }

  /** Puts a field at the end. */
  public void add(HeaderField field) {
    if (size == fields.length) {
      fields = Arrays.copyOf(fields, 2 * size);
    }
    fields[size++] = field;
    bytes += field.sizeBytes();
  }

  /** Puts a field in the place of another. */
  public void set(int index, HeaderField field) {
    check(index);
    bytes += field.sizeBytes() - fields[index].sizeBytes();
    fields[index] = field;
  }

  /** Takes a field out; the later ones move up. */
  public void remove(int index) {
    check(index);
    bytes -= fields[index].sizeBytes();
    System.arraycopy(fields, index + 1, fields, index, --size - index);
    fields[size] = null;
  }

  /** The index of the first field of that name, -1 if there is none. */
  public int indexOf(byte[] name) {
    for (int i = 0; i < size; i++) {
      if (fields[i].isNamed(name)) {
        return i;
      }
    }
    return -1;
  }

  /** All fields together, each with its name, value and {@link HeaderField#OVERHEAD_BYTES}. */
  public int sizeBytes() {
    return bytes;
  }

  /** Whether a decoder had more fields than the limit allowed; it kept none of the rest. */
  public boolean overflowed() {
    return overflowed;
  }

  /** Empties the list. */
  public void clear() {
    // What is left in the room behind would keep values of connections that are long gone.
    Arrays.fill(fields, 0, size, null);
    size = 0;
    bytes = 0;
    overflowed = false;
  }

  /** Adds what stays within the limit; once something did not, nothing more is kept. */
  void offer(HeaderField field, int maxBytes) {
    if (field.sizeBytes() <= roomBytes(maxBytes)) {
      add(field);
    } else {
      overflowed = true;
    }
  }

  void overflow() {
    overflowed = true;
  }

  /** What a further field may count. */
  int roomBytes(int maxBytes) {
    return overflowed ? 0 : maxBytes - bytes;
  }

  private void check(int index) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException("index: " + index + " (expected: below " + size + ")");
    }
  }

  @Override
  public String toString() {
    return Arrays.asList(fields).subList(0, size) + (overflowed ? " and more" : "");
  }
}
