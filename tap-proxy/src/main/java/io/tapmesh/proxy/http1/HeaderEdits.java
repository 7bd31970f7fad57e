package io.tapmesh.proxy.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.tapmesh.proxy.http.FieldEdits;
import io.tapmesh.proxy.http.HeaderId;

/** {@link FieldEdits} of a head of HTTP/1: hop-by-hop headers go no further. */
public final class HeaderEdits extends FieldEdits {

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
  private static final byte[] UPGRADE = "Upgrade".getBytes(ISO_8859_1);
  private static final byte[] TE = "TE".getBytes(ISO_8859_1);

  /** Where {@link HeadWriter} makes the head that has been edited. */
  final HeadBytes made = new HeadBytes();

  private byte[] space = {};

  /** Begins with what every message needs: its hop-by-hop headers go no further. */
  public HeaderEdits reset(Head head) {
    boolean upgrade = head.passesUpgrade();
    begin(upgrade ? HOP_BY_HOP & ~HeaderId.UPGRADE.bit() : HOP_BY_HOP);
    if (upgrade) {
      set(HeaderId.CONNECTION, UPGRADE);
    } else if (head.acceptsTrailers()) {
      // The one connection option that concerns the sender at the far end: it can read trailers.
      set(HeaderId.TE, TRAILERS);
      set(HeaderId.CONNECTION, TE);
    }
    return this;
  }

  @Override
  public byte[] space(int length) {
    if (space.length != length) {
      space = new byte[length];
    }
    return space;
  }
}
