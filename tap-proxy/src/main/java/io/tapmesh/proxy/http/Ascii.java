package io.tapmesh.proxy.http;

/** Character classes of RFC 9110 and comparisons that know only ASCII. */
public final class Ascii {

  private static final String TOKEN_SYMBOLS = "!#$%&'*+-.^_`|~";
  private static final boolean[] TOKEN = new boolean[256];
  private static final boolean[] FIELD = new boolean[256];
  private static final boolean[] TARGET = new boolean[256];

  static {
    for (int c = 0; c < 256; c++) {
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean digit = c >= '0' && c <= '9';
      TOKEN[c] = letter || digit || (c > 0 && TOKEN_SYMBOLS.indexOf(c) >= 0);
      // obs-text (0x80 and up) passes: it is common, and has no meaning in the framing.
      TARGET[c] = c > ' ' && c != 0x7f;
      FIELD[c] = TARGET[c] || c == ' ' || c == '\t';
    }
  }

  private Ascii() {}

  /** {@code tchar}: what methods and header names consist of. */
  public static boolean isToken(byte b) {
    return TOKEN[b & 0xff];
  }

  /** What may stand in the value of a header: no control characters other than the tab. */
  public static boolean isField(byte b) {
    return FIELD[b & 0xff];
  }

  /** What may stand in a request target. */
  public static boolean isTarget(byte b) {
    return TARGET[b & 0xff];
  }

  /** {@code DIGIT}. */
  public static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  /** Space or tab. */
  public static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  /** The value of a hexadecimal digit, or -1. */
  public static int hexValue(byte b) {
    if (isDigit(b)) {
      return b - '0';
    }
    int lower = b | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  /** Whether the range equals a text that is all lower case, whatever the range's case. */
  public static boolean equalsLowerCase(byte[] bytes, int start, int end, byte[] lowerCase) {
    if (end - start != lowerCase.length) {
      return false;
    }
    for (int i = 0; i < lowerCase.length; i++) {
      if (lower(bytes[start + i]) != lowerCase[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether two ranges of the same bytes are equal but for the case of letters. */
  public static boolean equalsIgnoreCase(
      byte[] bytes, int start, int end, int otherStart, int otherEnd) {
    if (end - start != otherEnd - otherStart) {
      return false;
    }
    for (int i = 0; i < end - start; i++) {
      if (lower(bytes[start + i]) != lower(bytes[otherStart + i])) {
        return false;
      }
    }
    return true;
  }

  private static int lower(byte b) {
    return b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
  }
}
