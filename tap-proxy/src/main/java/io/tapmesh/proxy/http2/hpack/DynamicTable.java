package io.tapmesh.proxy.http2.hpack;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * The fields that two sides have agreed on, the oldest leaving first (RFC 7541, 4). A ring; room is
 * taken only as fields come, as most connections keep few.
 */
class DynamicTable {

  private static final int INITIAL_SLOTS = 16;

  private @Nullable HeaderField[] ring = new @Nullable HeaderField[0];

  /** The number of fields ever added; the newest has this number minus one. */
  private int added;

  private int count;
  private int bytes;
  private int capacityBytes;

  DynamicTable(int capacityBytes) {
    this.capacityBytes = capacityBytes;
  }

  int count() {
    return count;
  }

  int sizeBytes() {
    return bytes;
  }

  int capacityBytes() {
    return capacityBytes;
  }

  /** The field at an index from 0, the newest, to {@code count - 1}. */
  HeaderField get(int index) {
    return at(added - 1 - index);
  }

  /** Adds a field; one that is larger than the table empties it, which is no error. */
  void add(HeaderField field) {
    int size = field.sizeBytes();
    evict(capacityBytes - size);
    if (size > capacityBytes) {
      return;
    }
    if (count == ring.length) {
      grow();
    }
    ring[added & (ring.length - 1)] = field;
    added++;
    count++;
    bytes += size;
  }

  void clear() {
    evict(0);
  }

  void resize(int newCapacityBytes) {
    capacityBytes = newCapacityBytes;
    evict(newCapacityBytes);
  }

  /** The field with a number that {@link #isLive}. */
  HeaderField at(int number) {
    return requireNonNull(ring[number & (ring.length - 1)]);
  }

  /** Whether the field with this number is still here. */
  boolean isLive(int number) {
    int age = added - number;
    return age > 0 && age <= count;
  }

  /** The number that the next field will have. */
  int nextNumber() {
    return added;
  }

  int slots() {
    return ring.length;
  }

  private void evict(int maxBytes) {
    while (count > 0 && bytes > maxBytes) {
      int oldest = (added - count) & (ring.length - 1);
      bytes -= requireNonNull(ring[oldest]).sizeBytes();
      ring[oldest] = null;
      count--;
    }
  }

  private void grow() {
    @Nullable HeaderField[] larger = new @Nullable HeaderField[Math.max(INITIAL_SLOTS, 2 * count)];
    for (int number = added - count; number != added; number++) {
      larger[number & (larger.length - 1)] = at(number);
    }
    ring = larger;
  }
}
