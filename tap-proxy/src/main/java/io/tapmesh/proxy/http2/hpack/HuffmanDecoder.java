package io.tapmesh.proxy.http2.hpack;

import java.util.Arrays;

/**
 * Decodes by looking up the next eight bits, which hold the whole code of every symbol that is
 * common in headers; longer codes are found by comparing with the last code of each length.
 */
final class HuffmanDecoder {

  private static final int WINDOW_BITS = 32;
  private static final long WINDOW_MASK = 0xffffffffL;
  private static final int SHORT_BITS = 8;

  /** An entry is a symbol, and above it the length of its code. */
  private static final int SYMBOL_BITS = 9;

  private static final int EOS_ENTRY = HuffmanCode.MAX_LENGTH << SYMBOL_BITS | HuffmanCode.EOS;

  /** Entries by the next eight bits; 0 if the code is longer. */
  private static final short[] SHORT = new short[1 << SHORT_BITS];

  /** By length: where, as windows, the codes of that length or less end. */
  private static final long[] LIMIT = new long[HuffmanCode.MAX_LENGTH + 1];

  /** By length: what to add to a code to get its place in {@link #SYMBOLS}. */
  private static final int[] OFFSET = new int[HuffmanCode.MAX_LENGTH + 1];

  /** Symbols in the order of their codes. */
  private static final short[] SYMBOLS = new short[HuffmanCode.EOS + 1];

  static {
    int[] codes = HuffmanCode.codes();
    int place = 0;
    for (int length = 1; length <= HuffmanCode.MAX_LENGTH; length++) {
      LIMIT[length] = LIMIT[length - 1];
      for (int symbol = 0; symbol <= HuffmanCode.EOS; symbol++) {
        if (HuffmanCode.length(symbol) != length) {
          continue;
        }
        LIMIT[length] = (codes[symbol] + 1L) << (WINDOW_BITS - length);
        // The same for all of a length, as their codes and places ascend together.
        OFFSET[length] = place - codes[symbol];
        SYMBOLS[place++] = (short) symbol;
        if (length <= SHORT_BITS) {
          int first = codes[symbol] << (SHORT_BITS - length);
          int last = first + (1 << (SHORT_BITS - length));
          Arrays.fill(SHORT, first, last, (short) (length << SYMBOL_BITS | symbol));
        }
      }
    }
  }

  private HuffmanDecoder() {}

  /** The most bytes that so many encoded ones can become. */
  static int maxDecodedLength(int encodedLength) {
    return (int) Math.min(Integer.MAX_VALUE, 8L * encodedLength / HuffmanCode.MIN_LENGTH);
  }

  /**
   * Decodes a string.
   *
   * @param out gets the first {@code outLength} bytes; what is beyond is checked and counted only
   * @return the length of the whole string
   * @throws HpackException if it contains the end of string, or is not padded by up to seven ones
   */
  static int decode(byte[] in, int start, int end, byte[] out, int outLength)
      throws HpackException {
    long bits = 0;
    int count = 0;
    int at = start;
    int length = 0;
    while (true) {
      if (count < WINDOW_BITS) {
        while (at < end && count <= Long.SIZE - 8) {
          bits = bits << 8 | (in[at++] & 0xff);
          count += 8;
        }
        if (count == 0) {
          return length;
        }
      }
      long window = window(bits, count);
      int entry = SHORT[(int) (window >>> (WINDOW_BITS - 8))];
      if (entry == 0) {
        entry = longEntry(window);
      }
      int codeLength = entry >>> SYMBOL_BITS;
      if (codeLength > count) {
        // Less than a code is left, so the input has ended.
        checkPadding(window, count);
        return length;
      }
      if (entry == EOS_ENTRY) {
        throw new HpackException("a Huffman-coded string contains the end of string");
      }
      count -= codeLength;
      if (length < outLength) {
        out[length] = (byte) entry;
      }
      length++;
    }
  }

  /** The next 32 bits; ones where the input has ended. */
  private static long window(long bits, int count) {
    if (count >= WINDOW_BITS) {
      return (bits >>> (count - WINDOW_BITS)) & WINDOW_MASK;
    }
    int missing = WINDOW_BITS - count;
    return (bits << missing | ((1L << missing) - 1)) & WINDOW_MASK;
  }

  private static int longEntry(long window) {
    int length = SHORT_BITS + 1;
    while (length < HuffmanCode.MAX_LENGTH && window >= LIMIT[length]) {
      length++;
    }
    int code = (int) (window >>> (WINDOW_BITS - length));
    return length << SYMBOL_BITS | SYMBOLS[code + OFFSET[length]];
  }

  private static void checkPadding(long window, int count) throws HpackException {
    if (count > 7 || window != WINDOW_MASK) {
      throw new HpackException(
          "a Huffman-coded string ends with "
              + count
              + " bits that are no symbol (expected: up to 7 ones)");
    }
  }
}
