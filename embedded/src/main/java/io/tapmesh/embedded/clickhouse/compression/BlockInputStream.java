package io.tapmesh.embedded.clickhouse.compression;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/**
 * Reads ClickHouse's compressed blocks (LZ4, ZSTD, uncompressed) and checks each one's hash. Not
 * thread-safe.
 */
public final class BlockInputStream extends InputStream {

  private static final LZ4SafeDecompressor DECOMPRESSOR =
      LZ4Factory.fastestInstance().safeDecompressor();

  /** A block grows with what arrives, so that a header's claim alone takes no memory. */
  private static final int GROW_BYTES = 1 << 20;

  private final InputStream in;
  private byte[] data = new byte[0];
  private int position;
  private int limit;

  public BlockInputStream(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int count) throws IOException {
    if (count == 0) {
      return 0;
    }
    while (position == limit) {
      if (!readBlock()) {
        return -1;
      }
    }
    int part = Math.min(count, limit - position);
    System.arraycopy(data, position, bytes, offset, part);
    position += part;
    return part;
  }

  private boolean readBlock() throws IOException {
    byte[] head = in.readNBytes(BlockFormat.CHECKSUM_BYTES + BlockFormat.HEADER_BYTES);
    if (head.length == 0) {
      return false;
    }
    if (head.length < BlockFormat.CHECKSUM_BYTES + BlockFormat.HEADER_BYTES) {
      throw new CompressionException.Truncated(head.length + " bytes of a block's header");
    }
    int compressed = size(head, 1, BlockFormat.HEADER_BYTES);
    int uncompressed = size(head, 5, 0);
    byte[] block = readBody(head, compressed);
    byte[] expected = BlockFormat.checksum(block, 0, compressed);
    if (!Arrays.equals(expected, 0, expected.length, head, 0, expected.length)) {
      throw new CompressionException.WrongChecksum(compressed);
    }
    decompress(block, compressed, uncompressed);
    return true;
  }

  private static int size(byte[] head, int offset, int least) throws CompressionException {
    int size = BlockFormat.readInt(head, BlockFormat.CHECKSUM_BYTES + offset);
    if (size < least || size > BlockFormat.MAX_BLOCK_BYTES) {
      throw new CompressionException.Corrupt(
          "a block's size is "
              + Integer.toUnsignedString(size)
              + " (expected: "
              + least
              + "-"
              + BlockFormat.MAX_BLOCK_BYTES
              + ")");
    }
    return size;
  }

  /** The block from its method on, as the checksum covers it. */
  private byte[] readBody(byte[] head, int compressed) throws IOException {
    byte[] block = new byte[Math.min(compressed, GROW_BYTES)];
    int length = BlockFormat.HEADER_BYTES;
    System.arraycopy(head, BlockFormat.CHECKSUM_BYTES, block, 0, length);
    while (length < compressed) {
      if (length == block.length) {
        block = Arrays.copyOf(block, (int) Math.min(compressed, 2L * length));
      }
      int read = in.read(block, length, block.length - length);
      if (read < 0) {
        throw new CompressionException.Truncated(
            length + " of " + compressed + " bytes of a block");
      }
      length += read;
    }
    return block;
  }

  private void decompress(byte[] block, int compressed, int uncompressed) throws IOException {
    if (data.length < uncompressed) {
      data = new byte[uncompressed];
    }
    int from = BlockFormat.HEADER_BYTES;
    int length = compressed - from;
    long written;
    try {
      written =
          switch (block[0] & 0xff) {
            case BlockFormat.METHOD_LZ4 ->
                DECOMPRESSOR.decompress(block, from, length, data, 0, uncompressed);
            case BlockFormat.METHOD_ZSTD ->
                Zstd.decompressByteArray(data, 0, uncompressed, block, from, length);
            case BlockFormat.METHOD_NONE -> copy(block, from, length, uncompressed);
            default -> throw new CompressionException.UnknownMethod(block[0] & 0xff);
          };
    } catch (LZ4Exception | ZstdException e) {
      throw new CompressionException.Corrupt("a block cannot be decompressed: " + e.getMessage());
    }
    if (written != uncompressed) {
      throw new CompressionException.Corrupt(
          "a block holds " + written + " bytes (expected: " + uncompressed + ")");
    }
    position = 0;
    limit = uncompressed;
  }

  private int copy(byte[] block, int from, int length, int uncompressed) {
    System.arraycopy(block, from, data, 0, Math.min(length, uncompressed));
    return length;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
