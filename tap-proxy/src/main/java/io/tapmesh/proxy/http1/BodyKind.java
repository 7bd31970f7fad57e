package io.tapmesh.proxy.http1;

/** How the end of a message's body is found. */
public enum BodyKind {
  NONE,
  LENGTH,
  CHUNKED,
  /** Responses only. */
  UNTIL_CLOSE
}
