package io.tapmesh.proxy.http2.hpack;

import io.netty.buffer.ByteBuf;

/**
 * Encodes the header blocks of one direction of a connection. The blocks must be sent in the order
 * in which they were encoded. Not thread-safe.
 *
 * <p>A field goes into the table when it comes for the second time: what never comes again, such as
 * an id in a path, costs no room and pushes nothing out. Fields that are sensitive, or known to
 * hold secrets, are marked for later hops never to index them.
 */
public final class HpackEncoder {

  private static final int DEFAULT_TABLE_BYTES = HpackDecoder.DEFAULT_TABLE_BYTES;

  private final EncoderTable table = new EncoderTable(DEFAULT_TABLE_BYTES);
  private final Sightings sightings = new Sightings();
  private final boolean huffman;
  private final int maxTableBytes;

  private boolean updateDue;
  private int smallestBytes;

  /** Makes an encoder with a table of up to 4096 bytes that sends strings as they are. */
  public HpackEncoder() {
    this(DEFAULT_TABLE_BYTES, false);
  }

  /**
   * Makes an encoder.
   *
   * @param maxTableBytes what it uses at most, whatever the peer would allow
   * @param huffman whether strings are sent Huffman-coded where that is shorter: fewer bytes, for
   *     more work on both sides
   */
  public HpackEncoder(int maxTableBytes, boolean huffman) {
    if (maxTableBytes < 0) {
      throw new IllegalArgumentException("maxTableBytes: " + maxTableBytes + " (expected: >= 0)");
    }
    this.maxTableBytes = maxTableBytes;
    this.huffman = huffman;
    setMaxTableBytes(DEFAULT_TABLE_BYTES);
  }

  /**
   * The peer's {@code SETTINGS_HEADER_TABLE_SIZE}. The next block tells it what we make of that:
   * the smallest size there was in between, if it was smaller, and the final one (RFC 7541, 4.2).
   *
   * @param settingBytes 0 to 2^32 - 1
   */
  public void setMaxTableBytes(long settingBytes) {
    int bytes = (int) Math.min(maxTableBytes, settingBytes);
    if (bytes == table.capacityBytes()) {
      return;
    }
    smallestBytes = updateDue ? Math.min(smallestBytes, bytes) : bytes;
    updateDue = true;
    table.resize(bytes);
  }

  /** What the table holds, as HPACK counts it. */
  public int tableBytes() {
    return table.sizeBytes();
  }

  /** Encodes a whole block. */
  public void encode(HeaderList fields, ByteBuf out) {
    for (int i = 0; i < fields.size(); i++) {
      encode(fields.get(i), out);
    }
  }

  /** Encodes a further field of a block. */
  public void encode(HeaderField field, ByteBuf out) {
    if (updateDue) {
      writeTableSizes(out);
    }
    Indexing indexing = field.indexing();
    if (indexing == Indexing.SECRET) {
      writeLiteral(field, 0x10, 4, out);
      return;
    }
    int index = field.staticIndex();
    if (index == 0) {
      index = table.indexOf(field);
    }
    if (index > 0) {
      writeInteger(index, 0x80, 7, out);
    } else if (indexing == Indexing.REPEATED && isWorthKeeping(field)) {
      writeLiteral(field, 0x40, 6, out);
      table.add(field);
    } else {
      writeLiteral(field, 0, 4, out);
    }
  }

  /** One that is nearly as large as the table would push out all others. */
  private boolean isWorthKeeping(HeaderField field) {
    return field.sizeBytes() <= table.capacityBytes() / 4 * 3 && sightings.seenBefore(field.hash());
  }

  private void writeTableSizes(ByteBuf out) {
    updateDue = false;
    int bytes = table.capacityBytes();
    if (smallestBytes < bytes) {
      writeInteger(smallestBytes, 0x20, 5, out);
    }
    writeInteger(bytes, 0x20, 5, out);
  }

  private void writeLiteral(HeaderField field, int pattern, int prefixBits, ByteBuf out) {
    int nameIndex = field.staticNameIndex();
    if (nameIndex == 0) {
      nameIndex = table.indexOfName(field);
    }
    writeInteger(nameIndex, pattern, prefixBits, out);
    if (nameIndex == 0) {
      writeString(field.name(), out);
    }
    writeString(field.value(), out);
  }

  private void writeString(byte[] text, ByteBuf out) {
    if (huffman) {
      int length = HuffmanEncoder.encodedLength(text);
      if (length < text.length) {
        writeInteger(length, 0x80, 7, out);
        HuffmanEncoder.encode(text, out);
        return;
      }
    }
    writeInteger(text.length, 0, 7, out);
    out.writeBytes(text);
  }

  private static void writeInteger(int value, int pattern, int prefixBits, ByteBuf out) {
    int prefix = (1 << prefixBits) - 1;
    if (value < prefix) {
      out.writeByte(pattern | value);
      return;
    }
    out.writeByte(pattern | prefix);
    int rest = value - prefix;
    while (rest >= 0x80) {
      out.writeByte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.writeByte(rest);
  }
}
