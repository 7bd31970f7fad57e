package io.tapmesh.proxy.http2.hpack;

/**
 * A header block cannot be decoded. The tables of the two sides differ from now on, so the
 * connection has to end with {@code COMPRESSION_ERROR}.
 */
public final class HpackException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Without a stack trace: a stranger decides how many of these there are. */
  HpackException(String message) {
    super(message, null, false, false);
  }
}
