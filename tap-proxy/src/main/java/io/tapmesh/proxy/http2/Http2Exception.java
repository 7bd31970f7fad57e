package io.tapmesh.proxy.http2;

/** The peer did something after which its connection cannot go on. */
final class Http2Exception extends Exception {

  private static final long serialVersionUID = 1L;

  private final Http2Violation violation;

  /** Without a stack trace: a stranger decides how many of these there are. */
  Http2Exception(Http2Violation violation, String message) {
    super(message, null, false, false);
    this.violation = violation;
  }

  static Http2Exception protocol(String message) {
    return new Http2Exception(Http2Violation.PROTOCOL, message);
  }

  Http2Violation violation() {
    return violation;
  }

  /** What is wrong, for the peer. */
  String detail() {
    return String.valueOf(getMessage());
  }
}
