package io.tapmesh.embedded.clickhouse.compression;

import java.io.IOException;
import java.io.OutputStream;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;

/** Writes ClickHouse's compressed blocks with LZ4. A flush ends a block. Not thread-safe. */
public final class BlockOutputStream extends OutputStream {

  private static final LZ4Compressor COMPRESSOR = LZ4Factory.fastestInstance().fastCompressor();

  /** ClickHouse's own block size. */
  private static final int UNCOMPRESSED_BYTES = 1 << 20;

  private final OutputStream out;
  private final byte[] pending = new byte[UNCOMPRESSED_BYTES];
  private final byte[] block =
      new byte
          [BlockFormat.CHECKSUM_BYTES
              + BlockFormat.HEADER_BYTES
              + COMPRESSOR.maxCompressedLength(UNCOMPRESSED_BYTES)];
  private int length;

  public BlockOutputStream(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    int at = offset;
    int left = count;
    while (left > 0) {
      int part = Math.min(left, pending.length - length);
      System.arraycopy(bytes, at, pending, length, part);
      length += part;
      at += part;
      left -= part;
      if (length == pending.length) {
        writeBlock();
      }
    }
  }

  private void writeBlock() throws IOException {
    if (length == 0) {
      return;
    }
    int start = BlockFormat.CHECKSUM_BYTES + BlockFormat.HEADER_BYTES;
    int compressed = COMPRESSOR.compress(pending, 0, length, block, start);
    block[BlockFormat.CHECKSUM_BYTES] = (byte) BlockFormat.METHOD_LZ4;
    BlockFormat.writeInt(
        block, BlockFormat.CHECKSUM_BYTES + 1, compressed + BlockFormat.HEADER_BYTES);
    BlockFormat.writeInt(block, BlockFormat.CHECKSUM_BYTES + 5, length);
    BlockFormat.seal(block, start + compressed);
    length = 0;
    out.write(block, 0, start + compressed);
  }

  @Override
  public void flush() throws IOException {
    writeBlock();
    out.flush();
  }

  @Override
  public void close() throws IOException {
    writeBlock();
    out.close();
  }
}
