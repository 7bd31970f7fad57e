package io.tapmesh.proxy.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * Tells by its looks alone whether a segment of a path names a thing rather than a kind of things.
 * The same answer at every start, on every machine.
 */
final class SegmentShape {

  static final String ID = "{id}";
  static final String DATE = "{date}";
  static final String EMAIL = "{email}";

  /** Text that somebody has put in, or of a kind that cannot be told. */
  static final String VALUE = "{value}";

  private static final int HEX_LENGTH = 8;
  private static final int TOKEN_LENGTH = 20;
  private static final int NAME_LENGTH = 48;
  private static final int ID_DIGITS = 4;

  private SegmentShape() {}

  /** The parameter that takes the place of {@code path[start, end)}; null if it may be a name. */
  static @Nullable String of(String path, int start, int end) {
    int length = end - start;
    int digits = 0;
    int hex = 0;
    int odd = 0;
    for (int i = start; i < end; i++) {
      char c = path.charAt(i);
      if (c >= '0' && c <= '9') {
        digits++;
        hex++;
      } else if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F')) {
        hex++;
      } else if (c == '@') {
        return EMAIL;
      } else if (!isNameChar(c)) {
        odd++;
      }
    }
    if (isDate(path, start, length)) {
      return DATE;
    }
    if (path.startsWith("%40", firstPercent(path, start, end))) {
      return EMAIL;
    }
    boolean isNumber = digits == length && length > 0;
    boolean isHex = length >= HEX_LENGTH && hex == length && digits > 0;
    boolean isToken = length >= TOKEN_LENGTH && digits > 0;
    if (isNumber || isHex || isToken || digits >= ID_DIGITS) {
      return ID;
    }
    return odd > 0 || length > NAME_LENGTH ? VALUE : null;
  }

  private static boolean isNameChar(char c) {
    return (c >= 'g' && c <= 'z') || (c >= 'G' && c <= 'Z') || "-._~".indexOf(c) >= 0;
  }

  private static int firstPercent(String path, int start, int end) {
    int at = path.indexOf('%', start);
    return at >= 0 && at < end ? at : end;
  }

  /** {@code 2026-11-23}, with or without a time of day behind it. */
  private static boolean isDate(String path, int start, int length) {
    if (length < 10 || (length > 10 && path.charAt(start + 10) != 'T')) {
      return false;
    }
    for (int i = 0; i < 10; i++) {
      char c = path.charAt(start + i);
      boolean dash = i == 4 || i == 7;
      if (dash ? c != '-' : c < '0' || c > '9') {
        return false;
      }
    }
    return true;
  }
}
