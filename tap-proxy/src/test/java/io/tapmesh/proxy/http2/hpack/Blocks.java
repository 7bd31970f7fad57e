package io.tapmesh.proxy.http2.hpack;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/** Header blocks as hexadecimal text, and lists as lines. */
final class Blocks {

  static final int NO_LIMIT = 1 << 20;

  private Blocks() {}

  static List<String> decode(HpackDecoder decoder, String hex) throws HpackException {
    HeaderList list = decode(decoder, hex, NO_LIMIT);
    return lines(list);
  }

  static HeaderList decode(HpackDecoder decoder, String hex, int maxListBytes)
      throws HpackException {
    byte[] bytes = ByteBufUtil.decodeHexDump(hex.replace(" ", ""));
    HeaderList list = new HeaderList();
    decoder.decode(Unpooled.wrappedBuffer(bytes), bytes.length, maxListBytes, list);
    return list;
  }

  static String encode(HpackEncoder encoder, HeaderField... fields) {
    HeaderList list = new HeaderList();
    for (HeaderField field : fields) {
      list.add(field);
    }
    ByteBuf out = Unpooled.buffer();
    encoder.encode(list, out);
    return ByteBufUtil.hexDump(out);
  }

  static List<String> lines(HeaderList list) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      lines.add(list.get(i).nameText() + ": " + list.get(i).valueText());
    }
    return lines;
  }

  /** As Netty's list has them: it moves what looks like a pseudo-header to the front. */
  static List<String> pseudoFirst(HeaderList list) {
    List<String> pseudo = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      String name = list.get(i).nameText();
      (name.startsWith(":") ? pseudo : others).add(name + ": " + list.get(i).valueText());
    }
    pseudo.addAll(others);
    return pseudo;
  }
}
