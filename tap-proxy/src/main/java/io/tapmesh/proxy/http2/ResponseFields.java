package io.tapmesh.proxy.http2;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tapmesh.proxy.http.Ascii;
import io.tapmesh.proxy.http2.hpack.HeaderField;
import org.jspecify.annotations.Nullable;

/** The head of a response (RFC 9113, 8.3.2). */
public final class ResponseFields extends HeadFields {

  private static final byte[] STATUS = ":status".getBytes(US_ASCII);

  private int status;

  @Override
  void begin() {
    status = 0;
  }

  @Override
  @Nullable String pseudoHeader(HeaderField field) {
    byte[] value = field.value();
    if (!field.isNamed(STATUS) || status != 0) {
      return "a pseudo-header that responses do not have";
    }
    if (value.length != 3
        || !Ascii.isDigit(value[0])
        || !Ascii.isDigit(value[1])
        || !Ascii.isDigit(value[2])
        || value[0] == '0') {
      return ":status";
    }
    status = (value[0] - '0') * 100 + (value[1] - '0') * 10 + (value[2] - '0');
    // HTTP/2 does not switch protocols (RFC 9113, 8.6).
    return status == 101 ? ":status 101" : null;
  }

  @Override
  @Nullable String complete() {
    return status == 0 ? "no :status" : null;
  }

  /** 100 to 999. */
  public int status() {
    return status;
  }

  /** 1xx: another response to the same request follows. */
  public boolean isInterim() {
    return status < 200;
  }
}
