package io.tapmesh.proxy.trace;

/** Numbers as hexadecimal digits, in strings and in bytes. */
final class Hex {

  private static final byte[] DIGITS = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  private Hex() {}

  /** The value of a digit, or -1; upper case counts only where it is accepted. */
  private static int digit(char c, boolean upperCase) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
      return c - 'a' + 10;
    }
    return upperCase && c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
  }

  /** Whether {@code text[start, end)} has digits only. */
  static boolean isHex(String text, int start, int end, boolean upperCase) {
    for (int i = start; i < end; i++) {
      if (digit(text.charAt(i), upperCase) < 0) {
        return false;
      }
    }
    return true;
  }

  /** The number that up to 16 digits are, which must have been checked. */
  static long parse(String text, int start, int end) {
    long value = 0;
    for (int i = start; i < end; i++) {
      value = value << 4 | digit(text.charAt(i), true);
    }
    return value;
  }

  /** Writes the lowest {@code digits} digits; returns where they end. */
  static int put(byte[] target, int at, long value, int digits) {
    for (int i = 0; i < digits; i++) {
      target[at + i] = DIGITS[(int) (value >>> (4 * (digits - 1 - i))) & 0xf];
    }
    return at + digits;
  }
}
