package io.tapmesh.proxy.http2.hpack;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our coder against Netty's, which was written by others from the same RFC. */
final class HpackDifferentialTest {

  private static final int TABLE_BYTES = 4096;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void nettyReadsWhatWeWrite(boolean huffman) throws Exception {
    Random random = new Random(1);
    for (int connection = 0; connection < 10; connection++) {
      HpackEncoder encoder = new HpackEncoder(TABLE_BYTES, huffman);
      DefaultHttp2HeadersDecoder netty = new DefaultHttp2HeadersDecoder(false, Blocks.NO_LIMIT);
      for (int block = 0; block < 200; block++) {
        if (random.nextInt(10) == 0) {
          encoder.setMaxTableBytes(random.nextInt(TABLE_BYTES + 1));
        }
        HeaderField[] fields = RandomFields.list(random);
        String hex = Blocks.encode(encoder, fields);
        Http2Headers read = netty.decodeHeaders(1, Unpooled.wrappedBuffer(bytes(hex)));

        HeaderList written = new HeaderList();
        List.of(fields).forEach(written::add);
        assertThat(lines(read)).isEqualTo(Blocks.pseudoFirst(written));
      }
    }
  }

  @Test
  void weReadWhatNettyWrites() throws Exception {
    Random random = new Random(2);
    for (int connection = 0; connection < 10; connection++) {
      DefaultHttp2HeadersEncoder netty =
          new DefaultHttp2HeadersEncoder((name, value) -> random.nextInt(10) == 0);
      HpackDecoder decoder = new HpackDecoder(TABLE_BYTES);
      for (int block = 0; block < 200; block++) {
        if (random.nextInt(10) == 0) {
          netty.configuration().maxHeaderTableSize(random.nextInt(TABLE_BYTES + 1));
        }
        Http2Headers headers = new DefaultHttp2Headers(false);
        for (HeaderField field : RandomFields.list(random)) {
          headers.add(new AsciiString(field.name()), new AsciiString(field.value()));
        }
        ByteBuf out = Unpooled.buffer();
        netty.encodeHeaders(1, headers, out);
        HeaderList list = new HeaderList();
        decoder.decode(out, out.readableBytes(), Blocks.NO_LIMIT, list);

        assertThat(Blocks.lines(list)).isEqualTo(lines(headers));
      }
    }
  }

  /** Blocks in which bytes were changed: both refuse, or both read the same. */
  @Test
  void weAgreeWithNettyOnWhatIsMalformed() throws Exception {
    Random random = new Random(3);
    int refused = 0;
    int accepted = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] block =
          bytes(
              Blocks.encode(
                  new HpackEncoder(TABLE_BYTES, random.nextBoolean()), RandomFields.list(random)));
      for (int i = random.nextInt(4); i > 0 && block.length > 0; i--) {
        block[random.nextInt(block.length)] = (byte) random.nextInt(256);
      }
      List<String> netty = byNetty(block);
      List<String> ours = byUs(block);
      assertThat(ours).as(ByteBufUtil.hexDump(block)).isEqualTo(netty);
      refused += ours == null ? 1 : 0;
      accepted += ours == null ? 0 : 1;
    }
    assertThat(refused).isGreaterThan(2000);
    assertThat(accepted).isGreaterThan(2000);
  }

  private static List<String> byNetty(byte[] block) {
    try {
      return lines(
          new DefaultHttp2HeadersDecoder(false, Blocks.NO_LIMIT)
              .decodeHeaders(1, Unpooled.wrappedBuffer(block)));
    } catch (Http2Exception | IllegalArgumentException e) {
      return null;
    }
  }

  private static List<String> byUs(byte[] block) {
    HeaderList list = new HeaderList();
    try {
      new HpackDecoder(TABLE_BYTES)
          .decode(Unpooled.wrappedBuffer(block), block.length, Blocks.NO_LIMIT, list);
    } catch (HpackException e) {
      return null;
    }
    return Blocks.pseudoFirst(list);
  }

  private static List<String> lines(Http2Headers headers) {
    List<String> lines = new ArrayList<>();
    for (Map.Entry<CharSequence, CharSequence> entry : headers) {
      lines.add(entry.getKey() + ": " + entry.getValue());
    }
    return lines;
  }

  private static byte[] bytes(String hex) {
    return ByteBufUtil.decodeHexDump(hex);
  }
}
