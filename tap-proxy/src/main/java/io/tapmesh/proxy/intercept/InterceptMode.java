package io.tapmesh.proxy.intercept;

/** How the kernel leads connections to a listener. */
public enum InterceptMode {
  /** Their destination was rewritten; the kernel is asked for what it was. */
  REDIRECT,
  /** Nothing was rewritten: the socket's own address is the destination. */
  TPROXY
}
