package io.tapmesh.proxy.relay;

/** What a listener expects its clients to speak. It is never translated into something else. */
public enum Protocol {
  /** Looked for in the first bytes of each connection. */
  DETECT,
  /** HTTP/1 or HTTP/2, whichever the first bytes say; anything else is refused. */
  HTTP,
  /** HTTP/1.0 and HTTP/1.1; anything else is refused. */
  HTTP1,
  /** HTTP/2 from the first byte on, without asking; anything else is refused. */
  HTTP2,
  /** Bytes that are not looked into. */
  TCP,
  /** TLS that passes through; only the name in its greeting is read. */
  TLS
}
