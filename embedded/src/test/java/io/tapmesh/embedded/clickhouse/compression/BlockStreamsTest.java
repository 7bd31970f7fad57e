package io.tapmesh.embedded.clickhouse.compression;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.clickhouse.client.api.internal.ClickHouseLZ4InputStream;
import com.clickhouse.client.api.internal.ClickHouseLZ4OutputStream;
import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;
import net.jpountz.lz4.LZ4Factory;
import org.junit.jupiter.api.Test;

class BlockStreamsTest {

  /** Two and a half blocks; half of it compresses well. */
  private static byte[] data() {
    byte[] bytes = new byte[2_600_000];
    new Random(5).nextBytes(bytes);
    Arrays.fill(bytes, 0, bytes.length / 2, (byte) 'a');
    return bytes;
  }

  private static byte[] compressed(byte[] data) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream blocks = new BlockOutputStream(out)) {
      blocks.write(data);
    }
    return out.toByteArray();
  }

  private static byte[] read(byte[] blocks) throws IOException {
    return new BlockInputStream(new ByteArrayInputStream(blocks)).readAllBytes();
  }

  @Test
  void isReadByClickHousesClient() throws IOException {
    byte[] blocks = compressed(data());
    try (var client =
        new ClickHouseLZ4InputStream(
            new ByteArrayInputStream(blocks),
            LZ4Factory.fastestInstance().fastDecompressor(),
            1 << 20)) {
      assertThat(client.readAllBytes()).isEqualTo(data());
    }
  }

  @Test
  void readsWhatClickHousesClientWrites() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (var client =
        new ClickHouseLZ4OutputStream(
            out, LZ4Factory.fastestInstance().fastCompressor(), 100_000)) {
      client.write(data());
    }
    assertThat(read(out.toByteArray())).isEqualTo(data());
  }

  @Test
  void readsBlocksOfTheOtherMethods() throws IOException {
    byte[] data = Arrays.copyOf(data(), 10_000);
    assertThat(read(block(BlockFormat.METHOD_ZSTD, Zstd.compress(data), data.length)))
        .isEqualTo(data);
    assertThat(read(block(BlockFormat.METHOD_NONE, data, data.length))).isEqualTo(data);
    assertThat(read(new byte[0])).isEmpty();
  }

  @Test
  void noticesEverySingleChangedBit() throws IOException {
    byte[] block = compressed("some rows, some more rows, some rows".getBytes(UTF_8));
    for (int bit = 0; bit < block.length * 8; bit++) {
      byte[] changed = block.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> read(changed))
          .as("bit " + bit)
          .isInstanceOf(CompressionException.class);
    }
  }

  @Test
  void noticesWhereABlockIsCut() throws IOException {
    byte[] block = compressed("some rows".getBytes(UTF_8));
    for (int length = 1; length < block.length; length++) {
      byte[] cut = Arrays.copyOf(block, length);
      assertThatThrownBy(() -> read(cut)).isInstanceOf(CompressionException.Truncated.class);
    }
  }

  @Test
  void refusesUnknownMethodsAndSizesThatDoNotFit() {
    assertThatThrownBy(() -> read(block(0x91, new byte[10], 10)))
        .isInstanceOf(CompressionException.UnknownMethod.class)
        .hasMessageContaining("0x91");
    assertThatThrownBy(() -> read(block(BlockFormat.METHOD_NONE, new byte[10], 11)))
        .isInstanceOf(CompressionException.Corrupt.class);
    assertThatThrownBy(() -> read(block(BlockFormat.METHOD_LZ4, new byte[10], 10)))
        .isInstanceOf(CompressionException.Corrupt.class);
  }

  @Test
  void doesNotTakeMemoryOnAHeadersWord() {
    byte[] head = new byte[BlockFormat.CHECKSUM_BYTES + BlockFormat.HEADER_BYTES];
    head[BlockFormat.CHECKSUM_BYTES] = (byte) BlockFormat.METHOD_LZ4;
    BlockFormat.writeInt(head, BlockFormat.CHECKSUM_BYTES + 1, BlockFormat.MAX_BLOCK_BYTES);
    BlockFormat.writeInt(head, BlockFormat.CHECKSUM_BYTES + 5, BlockFormat.MAX_BLOCK_BYTES);
    assertThatThrownBy(() -> read(head)).isInstanceOf(CompressionException.Truncated.class);
  }

  private static byte[] block(int method, byte[] content, int uncompressed) {
    int start = BlockFormat.CHECKSUM_BYTES + BlockFormat.HEADER_BYTES;
    byte[] block = new byte[start + content.length];
    System.arraycopy(content, 0, block, start, content.length);
    block[BlockFormat.CHECKSUM_BYTES] = (byte) method;
    BlockFormat.writeInt(
        block, BlockFormat.CHECKSUM_BYTES + 1, content.length + BlockFormat.HEADER_BYTES);
    BlockFormat.writeInt(block, BlockFormat.CHECKSUM_BYTES + 5, uncompressed);
    BlockFormat.seal(block, block.length);
    return block;
  }
}
