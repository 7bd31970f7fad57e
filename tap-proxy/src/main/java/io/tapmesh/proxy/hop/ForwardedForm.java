package io.tapmesh.proxy.hop;

/** How requests say who sent them. */
public enum ForwardedForm {
  /** Not at all: what the client says of that passes as it came. */
  OFF,
  /**
   * By {@code Forwarded}, as <a href="https://www.rfc-editor.org/rfc/rfc7239">RFC 7239</a> has it.
   */
  RFC7239,
  /** By {@code X-Forwarded-For}, {@code -Proto} and {@code -Host}. */
  X_FORWARDED
}
