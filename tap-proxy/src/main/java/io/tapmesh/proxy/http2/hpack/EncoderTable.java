package io.tapmesh.proxy.http2.hpack;

/**
 * A dynamic table that finds its fields by their hashes.
 *
 * <p>Fields with the same hash form a chain from the newest to the oldest, by their numbers. The
 * table loses its oldest fields first, so a chain ends at the first number that is gone: nothing
 * has to be taken out of chains. However a peer chooses its fields, a chain is no longer than the
 * table.
 */
final class EncoderTable extends DynamicTable {

  /** The newest field by hash; numbers that are gone, or of other hashes, may stand there. */
  private int[] byField = new int[0];

  private int[] byName = new int[0];

  /** By slot of the ring: the next older field of the same chain. */
  private int[] olderField = new int[0];

  private int[] olderName = new int[0];

  EncoderTable(int capacityBytes) {
    super(capacityBytes);
  }

  /** The HPACK index of this name and value, 0 if they are not here. */
  int indexOf(HeaderField field) {
    if (count() == 0) {
      return 0;
    }
    int mask = slots() - 1;
    int number = byField[mix(field.hash()) & mask];
    while (isLive(number)) {
      HeaderField candidate = at(number);
      if (candidate.hash() == field.hash() && candidate.matches(field)) {
        return index(number);
      }
      number = olderField[number & mask];
    }
    return 0;
  }

  /** The HPACK index of a field with this name, 0 if there is none. */
  int indexOfName(HeaderField field) {
    if (count() == 0) {
      return 0;
    }
    int mask = slots() - 1;
    int number = byName[mix(field.nameHash()) & mask];
    while (isLive(number)) {
      HeaderField candidate = at(number);
      if (candidate.nameHash() == field.nameHash() && candidate.hasNameOf(field)) {
        return index(number);
      }
      number = olderName[number & mask];
    }
    return 0;
  }

  @Override
  void add(HeaderField field) {
    int number = nextNumber();
    super.add(field);
    if (byField.length != slots()) {
      rebuild();
    } else if (nextNumber() != number) {
      link(number, field);
    }
  }

  private void link(int number, HeaderField field) {
    int mask = slots() - 1;
    int slot = number & mask;
    int bucket = mix(field.hash()) & mask;
    olderField[slot] = byField[bucket];
    byField[bucket] = number;
    int nameBucket = mix(field.nameHash()) & mask;
    olderName[slot] = byName[nameBucket];
    byName[nameBucket] = number;
  }

  private void rebuild() {
    byField = new int[slots()];
    byName = new int[slots()];
    olderField = new int[slots()];
    olderName = new int[slots()];
    // 0 may be the number of a field: what is empty must point to one that is gone.
    int gone = nextNumber() - count() - 1;
    java.util.Arrays.fill(byField, gone);
    java.util.Arrays.fill(byName, gone);
    for (int number = gone + 1; number != nextNumber(); number++) {
      link(number, at(number));
    }
  }

  private int index(int number) {
    return StaticTable.SIZE + nextNumber() - number;
  }

  private static int mix(int hash) {
    return hash ^ (hash >>> 7) ^ (hash >>> 16);
  }
}
