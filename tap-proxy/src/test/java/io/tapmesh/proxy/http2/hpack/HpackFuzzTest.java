package io.tapmesh.proxy.http2.hpack;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Header blocks from strangers. The first byte is the number of bytes of a first block; the rest is
 * a second one on the same connection, so that the table is in play.
 */
final class HpackFuzzTest {

  private static final int TABLE_BYTES = 4096;
  private static final int SMALL_LIMIT = 150;

  @FuzzTest
  void blocks(byte[] data) throws HpackException {
    if (data.length == 0) {
      return;
    }
    int first = Math.min(data[0] & 0xff, data.length - 1);
    byte[][] blocks = {
      java.util.Arrays.copyOfRange(data, 1, 1 + first),
      java.util.Arrays.copyOfRange(data, 1 + first, data.length)
    };
    HpackDecoder decoder = new HpackDecoder(TABLE_BYTES);
    HpackDecoder limited = new HpackDecoder(TABLE_BYTES);
    HpackEncoder encoder = new HpackEncoder(TABLE_BYTES, data.length % 2 == 0);
    HpackDecoder reader = new HpackDecoder(TABLE_BYTES);
    DefaultHttp2HeadersDecoder netty = new DefaultHttp2HeadersDecoder(false, Blocks.NO_LIMIT);
    for (byte[] block : blocks) {
      HeaderList list = decode(decoder, block, Blocks.NO_LIMIT);
      HeaderList part = decode(limited, block, SMALL_LIMIT);
      List<String> expected = byNetty(netty, block);
      if (list == null || part == null || expected == null) {
        assertThat(list).isNull();
        assertThat(part).isNull();
        assertThat(expected).isNull();
        return;
      }
      assertThat(Blocks.pseudoFirst(list)).isEqualTo(expected);
      assertThat(decoder.tableBytes()).isLessThanOrEqualTo(TABLE_BYTES);
      assertThat(limited.tableBytes()).isEqualTo(decoder.tableBytes());
      checkPart(list, part);
      checkAgain(list, encoder, reader);
    }
  }

  /** Null if it is refused. Between others' bytes, of which none may be read or consumed. */
  private static @Nullable HeaderList decode(HpackDecoder decoder, byte[] block, int limit) {
    ByteBuf around = Unpooled.wrappedBuffer(new byte[] {(byte) 0x82}, block, new byte[] {0x41});
    around.skipBytes(1);
    HeaderList list = new HeaderList();
    try {
      decoder.decode(around, block.length, limit, list);
    } catch (HpackException e) {
      return null;
    }
    assertThat(around.readableBytes()).isEqualTo(1);
    return list;
  }

  /** What a limit leaves is the beginning of the whole. */
  private static void checkPart(HeaderList list, HeaderList part) {
    assertThat(part.sizeBytes()).isLessThanOrEqualTo(SMALL_LIMIT);
    assertThat(part.overflowed()).isEqualTo(part.size() < list.size());
    for (int i = 0; i < part.size(); i++) {
      assertThat(part.get(i)).isEqualTo(list.get(i));
    }
  }

  /** What the encoder makes of it says the same. */
  private static void checkAgain(HeaderList list, HpackEncoder encoder, HpackDecoder reader)
      throws HpackException {
    ByteBuf out = Unpooled.buffer();
    encoder.encode(list, out);
    HeaderList again = new HeaderList();
    reader.decode(out, out.readableBytes(), Blocks.NO_LIMIT, again);
    assertThat(Blocks.lines(again)).isEqualTo(Blocks.lines(list));
    assertThat(reader.tableBytes()).isEqualTo(encoder.tableBytes());
    for (int i = 0; i < list.size(); i++) {
      assertThat(again.get(i).sensitive() || !list.get(i).sensitive()).isTrue();
    }
  }

  private static @Nullable List<String> byNetty(DefaultHttp2HeadersDecoder netty, byte[] block) {
    try {
      List<String> lines = new ArrayList<>();
      for (Map.Entry<CharSequence, CharSequence> entry :
          netty.decodeHeaders(1, Unpooled.wrappedBuffer(block))) {
        lines.add(entry.getKey() + ": " + entry.getValue());
      }
      return lines;
    } catch (Http2Exception | IllegalArgumentException e) {
      return null;
    }
  }
}
