package io.tapmesh.embedded.clickhouse.compression;

import com.clickhouse.data.ClickHouseCityHash;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The layout of ClickHouse's compressed blocks: a CityHash128 (1.0.2) over what follows it, then
 * the method, the compressed size including this header of 9 bytes, the size before compression
 * (both little-endian), then the data.
 *
 * @see <a href="https://clickhouse.com/docs/native-protocol/compression">Compression in the native
 *     protocol</a>
 */
final class BlockFormat {

  static final int CHECKSUM_BYTES = 16;
  static final int HEADER_BYTES = 9;

  static final int METHOD_NONE = 0x02;
  static final int METHOD_LZ4 = 0x82;
  static final int METHOD_ZSTD = 0x90;

  /** ClickHouse refuses blocks larger than this, whether compressed or not. */
  static final int MAX_BLOCK_BYTES = 0x40000000;

  private BlockFormat() {}

  /** Writes the checksum of {@code block[CHECKSUM_BYTES, length)} in front of it. */
  static void seal(byte[] block, int length) {
    System.arraycopy(
        checksum(block, CHECKSUM_BYTES, length - CHECKSUM_BYTES), 0, block, 0, CHECKSUM_BYTES);
  }

  // The class is deprecated with the older client; the newer one has no other either.
  @SuppressWarnings("deprecation")
  static byte[] checksum(byte[] bytes, int offset, int length) {
    long[] hash = ClickHouseCityHash.cityHash128(bytes, offset, length);
    return ByteBuffer.allocate(CHECKSUM_BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(hash[0])
        .putLong(hash[1])
        .array();
  }

  static int readInt(byte[] bytes, int offset) {
    return ByteBuffer.wrap(bytes, offset, 4).order(ByteOrder.LITTLE_ENDIAN).getInt();
  }

  static void writeInt(byte[] bytes, int offset, int value) {
    ByteBuffer.wrap(bytes, offset, 4).order(ByteOrder.LITTLE_ENDIAN).putInt(value);
  }
}
