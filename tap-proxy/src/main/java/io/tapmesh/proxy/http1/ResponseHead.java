package io.tapmesh.proxy.http1;

import io.tapmesh.proxy.http.Ascii;
import io.tapmesh.proxy.http.HeaderId;
import org.jspecify.annotations.Nullable;

/** Start line and headers of a response. */
public final class ResponseHead extends Head {

  /** {@code HTTP/1.x NNN}. */
  private static final int MIN_LENGTH = 12;

  private static final int STATUS_AT = 9;
  private static final byte[] VERSION = {'H', 'T', 'T', 'P', '/', '1', '.'};

  private int status;
  private int statusStart;
  private int lineEnd;
  private boolean answersHead;
  private boolean answersConnect;

  /**
   * Tells whether the request was a {@code HEAD}, whose response has no body; set before reading.
   */
  public void setAnswersHead(boolean answersHead) {
    this.answersHead = answersHead;
  }

  /**
   * Tells whether the request was a {@code CONNECT}: after a success there is no body, but a
   * tunnel.
   */
  public void setAnswersConnect(boolean answersConnect) {
    this.answersConnect = answersConnect;
  }

  /** 100 to 999. */
  public int status() {
    return status;
  }

  /** 1xx: another response to the same request follows. */
  public boolean isInterim() {
    return status < 200;
  }

  /** Whether what follows is no HTTP any more. */
  public boolean switchesProtocols() {
    return status == 101 || (answersConnect && status / 100 == 2);
  }

  /** Other responses may advertise what a server could be asked for, which ends here. */
  @Override
  boolean passesUpgrade() {
    return (status == 101 || status == 426) && hasUpgrade();
  }

  /** Where the status starts; the reason follows up to {@link #statusLineEnd}. */
  int statusStart() {
    return statusStart;
  }

  int statusLineEnd() {
    return lineEnd;
  }

  @Override
  @Nullable Violation parseStartLine(int start, int end) {
    byte[] bytes = bytes();
    if (end - start < MIN_LENGTH
        || !java.util.Arrays.equals(
            bytes, start, start + VERSION.length, VERSION, 0, VERSION.length)) {
      return Violation.STATUS_LINE;
    }
    byte minor = bytes[start + VERSION.length];
    if (minor != '0' && minor != '1') {
      return Violation.VERSION;
    }
    setMinorVersion(minor - '0');
    int at = start + STATUS_AT;
    if (bytes[at - 1] != ' '
        || bytes[at] < '1'
        || bytes[at] > '9'
        || !Ascii.isDigit(bytes[at + 1])
        || !Ascii.isDigit(bytes[at + 2])
        || (end > start + MIN_LENGTH && bytes[start + MIN_LENGTH] != ' ')) {
      return Violation.STATUS_LINE;
    }
    for (int i = start + MIN_LENGTH; i < end; i++) {
      if (!Ascii.isField(bytes[i])) {
        return Violation.STATUS_LINE;
      }
    }
    status = (bytes[at] - '0') * 100 + (bytes[at + 1] - '0') * 10 + (bytes[at + 2] - '0');
    statusStart = at;
    lineEnd = end;
    return null;
  }

  @Override
  @Nullable Violation decideFraming() {
    Violation violation = readLengths();
    if (violation != null) {
      return violation;
    }
    if ((isInterim() || status == 204) && bodyKind() == BodyKind.CHUNKED) {
      // A length alone is a common slip that everybody knows to ignore; this nobody sends.
      return Violation.BODY_UNEXPECTED;
    }
    if (answersHead || switchesProtocols() || isInterim() || status == 204 || status == 304) {
      setBody(BodyKind.NONE);
    } else if (!has(HeaderId.CONTENT_LENGTH) && !has(HeaderId.TRANSFER_ENCODING)) {
      setBody(BodyKind.UNTIL_CLOSE);
    }
    return null;
  }
}
