package io.tapmesh.proxy.http2.hpack;

import io.netty.buffer.ByteBuf;

/** Encodes strings by the code of RFC 7541, appendix B. */
final class HuffmanEncoder {

  private static final int[] CODES = HuffmanCode.codes();

  private HuffmanEncoder() {}

  /** The length of a string once it is encoded. */
  static int encodedLength(byte[] text) {
    long bits = 0;
    for (byte b : text) {
      bits += HuffmanCode.length(b & 0xff);
    }
    return (int) ((bits + 7) / 8);
  }

  static void encode(byte[] text, ByteBuf out) {
    long bits = 0;
    int count = 0;
    for (byte b : text) {
      int symbol = b & 0xff;
      int length = HuffmanCode.length(symbol);
      bits = bits << length | CODES[symbol];
      count += length;
      if (count >= Integer.SIZE) {
        count -= Integer.SIZE;
        out.writeInt((int) (bits >>> count));
      }
    }
    while (count >= 8) {
      count -= 8;
      out.writeByte((int) (bits >>> count));
    }
    if (count > 0) {
      out.writeByte((int) (bits << (8 - count)) | 0xff >>> count);
    }
  }
}
