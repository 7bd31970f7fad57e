package io.tapmesh.proxy.http2.hpack;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the header blocks of one direction of a connection, in the order in which they came.
 *
 * <p>What a peer can make it hold is bounded: the table by its capacity, a list by the caller's
 * limit, and no string is made that would stay in neither. Not thread-safe.
 */
public final class HpackDecoder {

  /** The capacity of tables until a setting says otherwise (RFC 9113, 6.5.2). */
  public static final int DEFAULT_TABLE_BYTES = 4096;

  private static final byte[] EMPTY = new byte[0];

  private final DynamicTable table = new DynamicTable(DEFAULT_TABLE_BYTES);
  private final int settingBytes;

  /** Until the peer has seen our setting, it may use the default. */
  private int maxTableBytes;

  private boolean updateDue;

  // The block that is being decoded.
  private byte[] in = EMPTY;
  private int at;
  private int end;

  /**
   * Makes a decoder.
   *
   * @param maxTableBytes what we announce as {@code SETTINGS_HEADER_TABLE_SIZE}
   */
  public HpackDecoder(int maxTableBytes) {
    if (maxTableBytes < 0) {
      throw new IllegalArgumentException("maxTableBytes: " + maxTableBytes + " (expected: >= 0)");
    }
    settingBytes = maxTableBytes;
    this.maxTableBytes = Math.max(maxTableBytes, DEFAULT_TABLE_BYTES);
  }

  /**
   * The peer has acknowledged our settings: if its table is larger than we announced, its next
   * block must begin by making it smaller (RFC 9113, 4.3.1).
   */
  public void settingsAcknowledged() {
    maxTableBytes = settingBytes;
    updateDue = table.capacityBytes() > settingBytes;
  }

  /** What the table holds, as HPACK counts it. */
  public int tableBytes() {
    return table.sizeBytes();
  }

  /**
   * Decodes a whole block and adds its fields to a list. What goes beyond the list's limit changes
   * the table all the same, but is not kept, and {@link HeaderList#overflowed} says so.
   *
   * @param block is read from the reader index on, and consumed
   * @param maxListBytes what the list may hold, with what it held before
   * @throws HpackException if the block is malformed; the decoder cannot be used any more
   */
  public void decode(ByteBuf block, int length, int maxListBytes, HeaderList into)
      throws HpackException {
    Scratch scratch = Scratch.get();
    if (block.hasArray()) {
      in = block.array();
      at = block.arrayOffset() + block.readerIndex();
    } else {
      in = scratch.block(length);
      at = 0;
      block.getBytes(block.readerIndex(), in, 0, length);
    }
    end = at + length;
    block.skipBytes(length);
    try {
      readTableSizes();
      while (at < end) {
        readField(scratch, maxListBytes, into);
      }
    } finally {
      in = EMPTY;
    }
  }

  private void readTableSizes() throws HpackException {
    while (at < end && (in[at] & 0xe0) == 0x20) {
      int bytes = readInteger(5);
      if (bytes > maxTableBytes) {
        throw new HpackException(
            "table size update to " + bytes + " (expected: at most " + maxTableBytes + ")");
      }
      table.resize(bytes);
      updateDue = false;
    }
    if (updateDue) {
      throw new HpackException(
          "no table size update after our setting of " + maxTableBytes + " was acknowledged");
    }
  }

  private void readField(Scratch scratch, int maxListBytes, HeaderList into) throws HpackException {
    int first = in[at] & 0xff;
    if (first >= 0x80) {
      into.offer(field(readInteger(7)), maxListBytes);
    } else if (first >= 0x40) {
      readLiteral(scratch, readInteger(6), true, false, maxListBytes, into);
    } else if (first >= 0x20) {
      throw new HpackException("table size update after a field (expected: before all of them)");
    } else {
      readLiteral(scratch, readInteger(4), false, first >= 0x10, maxListBytes, into);
    }
  }

  private void readLiteral(
      Scratch scratch,
      int nameIndex,
      boolean indexed,
      boolean sensitive,
      int maxListBytes,
      HeaderList into)
      throws HpackException {
    int room = into.roomBytes(maxListBytes) - HeaderField.OVERHEAD_BYTES;
    if (indexed) {
      room = Math.max(room, table.capacityBytes() - HeaderField.OVERHEAD_BYTES);
    }
    HeaderField named = nameIndex > 0 ? field(nameIndex) : null;
    byte[] name = named == null ? readString(scratch, room) : named.name();
    byte[] value = readString(scratch, name == null ? -1 : room - name.length);
    if (name == null || value == null) {
      into.overflow();
      if (indexed) {
        // Larger than the table, or it would have been kept.
        table.clear();
      }
      return;
    }
    HeaderField field =
        named == null || sensitive
            ? new HeaderField(name, value, sensitive)
            : named.withValue(value);
    if (indexed) {
      table.add(field);
    }
    into.offer(field, maxListBytes);
  }

  private HeaderField field(int index) throws HpackException {
    if (index >= 1 && index <= StaticTable.SIZE) {
      return StaticTable.get(index);
    }
    int dynamic = index - StaticTable.SIZE - 1;
    if (dynamic < 0 || dynamic >= table.count()) {
      throw new HpackException(
          "index " + index + " (expected: 1 to " + (StaticTable.SIZE + table.count()) + ")");
    }
    return table.get(dynamic);
  }

  /** A string, or null if it is longer than {@code maxLength}, in which case none is made. */
  private byte @Nullable [] readString(Scratch scratch, int maxLength) throws HpackException {
    if (at == end) {
      throw truncated();
    }
    boolean huffman = in[at] < 0;
    int length = readInteger(7);
    if (length > end - at) {
      throw truncated();
    }
    int start = at;
    at += length;
    if (huffman) {
      return readHuffman(scratch, start, Math.max(0, maxLength), maxLength);
    }
    if (length > maxLength) {
      return null;
    }
    return copy(in, start, length);
  }

  private byte @Nullable [] readHuffman(Scratch scratch, int start, int room, int maxLength)
      throws HpackException {
    int outLength = Math.min(room, HuffmanDecoder.maxDecodedLength(at - start));
    byte[] out = scratch.text(outLength);
    int length = HuffmanDecoder.decode(in, start, at, out, outLength);
    return length > maxLength ? null : copy(out, 0, length);
  }

  private static byte[] copy(byte[] from, int start, int length) {
    if (length == 0) {
      return EMPTY;
    }
    byte[] copy = new byte[length];
    System.arraycopy(from, start, copy, 0, length);
    return copy;
  }

  /** An integer in the lowest bits of the next byte, and in further ones if it is larger. */
  private int readInteger(int prefixBits) throws HpackException {
    int prefix = (1 << prefixBits) - 1;
    int first = in[at++] & prefix;
    if (first < prefix) {
      return first;
    }
    long value = prefix;
    // Five times seven bits hold all that is allowed; a longer chain has nothing to say.
    for (int shift = 0; shift <= 28; shift += 7) {
      if (at == end) {
        throw truncated();
      }
      int next = in[at++];
      value += (next & 0x7fL) << shift;
      if (next >= 0) {
        if (value > Integer.MAX_VALUE) {
          break;
        }
        return (int) value;
      }
    }
    throw new HpackException("an integer is too large (expected: at most 2^31 - 1)");
  }

  private static HpackException truncated() {
    return new HpackException("the header block ends in the middle of a field");
  }
}
