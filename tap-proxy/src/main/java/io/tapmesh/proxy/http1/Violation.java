package io.tapmesh.proxy.http1;

/**
 * How a message breaks the rules of <a href="https://www.rfc-editor.org/rfc/rfc9112">RFC 9112</a>
 * (or ours, which are stricter where two readers could disagree on where a message ends).
 */
public enum Violation {
  START_LINE("start line is malformed (expected: METHOD TARGET HTTP/1.1, single spaces)"),
  STATUS_LINE("status line is malformed (expected: HTTP/1.1 STATUS REASON)"),
  VERSION("protocol version is not spoken here (expected: HTTP/1.0 or HTTP/1.1)"),
  START_LINE_TOO_LONG("start line is longer than the limit"),
  HEAD_TOO_LARGE("header section is larger than the limit"),
  TOO_MANY_HEADERS("header section has more fields than the limit"),
  BARE_LINE_FEED("line ends with a bare LF (expected: CR LF)"),
  HEADER_NAME("header name is malformed (expected: a token directly followed by a colon)"),
  HEADER_VALUE("header value contains a control character"),
  FOLDED_HEADER("header is folded over several lines"),
  TARGET("target is no path, or an address that the host header contradicts"),
  HOST("host header is missing, repeated or malformed (expected: exactly one)"),
  CONTENT_LENGTH("content-length is malformed (expected: decimal digits)"),
  CONTENT_LENGTH_REPEATED("content-length is repeated"),
  BOTH_LENGTHS("content-length and transfer-encoding are both present"),
  TRANSFER_ENCODING("transfer-encoding is not supported (expected: chunked)"),
  TRANSFER_ENCODING_REPEATED("transfer-encoding is repeated"),
  TRANSFER_ENCODING_HTTP_1_0("transfer-encoding in an HTTP/1.0 message"),
  CHUNK("chunk is malformed (expected: hexadecimal size CR LF data CR LF)"),
  CHUNK_LINE_TOO_LONG("chunk line is longer than the limit"),
  CHUNK_PADDING("chunk extensions and leading zeros outweigh the data"),
  BODY_UNEXPECTED("transfer-encoding with a status that allows no body"),
  TRAILER_FORBIDDEN("trailer is a field that only the head may have"),
  TRAILER("trailer is malformed (expected: NAME: VALUE lines)"),
  TRAILERS_TOO_LARGE("trailer section is larger than the limit");

  private final String description;

  Violation(String description) {
    this.description = description;
  }

  /** One clause for people, with what would have been right. */
  public String description() {
    return description;
  }
}
