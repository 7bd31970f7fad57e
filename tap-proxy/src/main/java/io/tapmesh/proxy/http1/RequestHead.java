package io.tapmesh.proxy.http1;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tapmesh.proxy.http.Ascii;
import io.tapmesh.proxy.http.HeaderId;
import io.tapmesh.proxy.http.Request;
import io.tapmesh.proxy.http.Text;
import io.tapmesh.proxy.http.TextCache;
import org.jspecify.annotations.Nullable;

/** Start line and headers of a request. */
public final class RequestHead extends Head implements Request {

  private static final byte[] VERSION = {'H', 'T', 'T', 'P', '/'};
  private static final int VERSION_LENGTH = 8;
  private static final byte[] CONNECT = "CONNECT".getBytes(US_ASCII);
  private static final byte[] OPTIONS = "OPTIONS".getBytes(US_ASCII);
  private static final byte[][] SCHEMES = {
    "http://".getBytes(US_ASCII), "https://".getBytes(US_ASCII)
  };

  private int methodStart;
  private int methodEnd;
  private int targetStart;
  private int targetEnd;

  @Override
  public String method() {
    return text(methodStart, methodEnd);
  }

  @Override
  public boolean isMethod(byte[] name) {
    return java.util.Arrays.equals(bytes(), methodStart, methodEnd, name, 0, name.length);
  }

  @Override
  public String target() {
    return text(targetStart, targetEnd);
  }

  @Override
  public @Nullable String authority() {
    return value(HeaderId.HOST);
  }

  @Override
  public String protocolVersion() {
    return minorVersion() == 0 ? "1.0" : "1.1";
  }

  @Override
  public @Nullable Text authority(TextCache cache) {
    return text(HeaderId.HOST, cache);
  }

  @Override
  public Text path(TextCache cache) {
    byte[] bytes = bytes();
    if (bytes[targetStart] != '/') {
      return Request.super.path(cache);
    }
    int end = targetStart;
    while (end < targetEnd && bytes[end] != '?') {
      end++;
    }
    return cache.of(bytes, targetStart, end);
  }

  int methodStart() {
    return methodStart;
  }

  int targetEnd() {
    return targetEnd;
  }

  /** Whether the request expects an interim response before it sends its body. */
  public boolean expectsContinue() {
    return has(HeaderId.EXPECT);
  }

  @Override
  boolean passesUpgrade() {
    return hasUpgrade();
  }

  @Override
  @Nullable Violation parseStartLine(int start, int end) {
    byte[] bytes = bytes();
    int i = start;
    while (i < end && Ascii.isToken(bytes[i])) {
      i++;
    }
    methodStart = start;
    methodEnd = i;
    if (i == start || i == end || bytes[i] != ' ') {
      return Violation.START_LINE;
    }
    targetStart = ++i;
    while (i < end && Ascii.isTarget(bytes[i])) {
      i++;
    }
    targetEnd = i;
    if (i == targetStart || i == end || bytes[i] != ' ') {
      return Violation.START_LINE;
    }
    return parseVersion(i + 1, end);
  }

  private @Nullable Violation parseVersion(int start, int end) {
    byte[] bytes = bytes();
    if (end - start != VERSION_LENGTH
        || !java.util.Arrays.equals(
            bytes, start, start + VERSION.length, VERSION, 0, VERSION.length)
        || !Ascii.isDigit(bytes[start + 5])
        || bytes[start + 6] != '.'
        || !Ascii.isDigit(bytes[start + 7])) {
      return Violation.START_LINE;
    }
    int minor = bytes[start + 7] - '0';
    if (bytes[start + 5] != '1' || minor > 1) {
      return Violation.VERSION;
    }
    setMinorVersion(minor);
    return null;
  }

  @Override
  @Nullable Violation decideFraming() {
    int hosts = has(HeaderId.HOST) ? count(HeaderId.HOST) : 0;
    if (hosts > 1 || (hosts == 0 && minorVersion() == 1) || (hosts == 1 && !isHostSane())) {
      return Violation.HOST;
    }
    return isTargetSane() ? readLengths() : Violation.TARGET;
  }

  /** One of the forms of RFC 9112, 3.2; and no second opinion on whom it is for. */
  private boolean isTargetSane() {
    byte first = bytes()[targetStart];
    if (first == '/' || isMethod(CONNECT)) {
      return true;
    }
    if (first == '*') {
      return targetEnd == targetStart + 1 && isMethod(OPTIONS);
    }
    int start = authorityStart();
    int end = start;
    while (end < targetEnd && bytes()[end] != '/' && bytes()[end] != '?') {
      end++;
    }
    return end > start && isHost(start, end);
  }

  /** Where the authority of an absolute target begins, its end if it is not absolute. */
  private int authorityStart() {
    for (byte[] scheme : SCHEMES) {
      int end = targetStart + scheme.length;
      if (end < targetEnd && Ascii.equalsLowerCase(bytes(), targetStart, end, scheme)) {
        return end;
      }
    }
    return targetEnd;
  }

  /** Whether the host header says the same; that of HTTP/1.0 may be absent. */
  private boolean isHost(int start, int end) {
    for (int i = 0; i < count(); i++) {
      if (id(i) == HeaderId.HOST) {
        return Ascii.equalsIgnoreCase(bytes(), start, end, valueStart(i), valueEnd(i));
      }
    }
    return true;
  }

  /** An empty host is allowed; characters that would make it ambiguous are not. */
  private boolean isHostSane() {
    byte[] bytes = bytes();
    for (int i = 0; i < count(); i++) {
      if (id(i) == HeaderId.HOST) {
        for (int at = valueStart(i); at < valueEnd(i); at++) {
          byte b = bytes[at];
          if (b <= ' ' || b == ',' || b == '/' || b == '@' || b == '?' || b == '#' || b == '\\') {
            return false;
          }
        }
      }
    }
    return true;
  }
}
