package io.tapmesh.proxy.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;

/**
 * What to change in a head while it is written: headers to leave out, to replace where they stand,
 * or to add at the end. Everything else passes as it came. Reused; not thread-safe.
 */
public final class HeaderEdits {

  /** Fields between two neighbours only (RFC 9110, 7.6.1). */
  private static final long HOP_BY_HOP =
      HeaderId.CONNECTION.bit()
          | HeaderId.KEEP_ALIVE.bit()
          | HeaderId.PROXY_CONNECTION.bit()
          | HeaderId.PROXY_AUTHENTICATE.bit()
          | HeaderId.PROXY_AUTHORIZATION.bit()
          | HeaderId.TE.bit()
          | HeaderId.UPGRADE.bit()
          | HeaderId.HTTP2_SETTINGS.bit()
          | HeaderId.NOMINATED.bit();

  private static final byte[] TRAILERS = "trailers".getBytes(ISO_8859_1);
  private static final byte[] TE = "TE".getBytes(ISO_8859_1);

  private final byte[][] values = new byte[HeaderId.values().length][];
  private long dropped;
  private long replaced;

  /** Begins with what every message needs: its hop-by-hop headers go no further. */
  public HeaderEdits reset(Head head) {
    dropped = HOP_BY_HOP;
    replaced = 0;
    if (head.acceptsTrailers()) {
      // The one connection option that concerns the sender at the far end: it can read trailers.
      set(HeaderId.TE, TRAILERS);
      set(HeaderId.CONNECTION, TE);
    }
    return this;
  }

  /** Gives a header this value, in its place if it is there, else at the end. */
  public void set(HeaderId id, byte[] value) {
    values[id.index()] = value;
    replaced |= id.bit();
    dropped &= ~id.bit();
  }

  /** Leaves a header out. */
  public void drop(HeaderId id) {
    dropped |= id.bit();
    replaced &= ~id.bit();
  }

  long changed() {
    return dropped | replaced;
  }

  long replaced() {
    return replaced;
  }

  byte @Nullable [] value(HeaderId id) {
    return values[id.index()];
  }
}
