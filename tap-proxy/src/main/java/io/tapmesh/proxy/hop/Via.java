package io.tapmesh.proxy.hop;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tapmesh.proxy.http.FieldEdits;
import io.tapmesh.proxy.http.Fields;
import io.tapmesh.proxy.http.HeaderId;

/**
 * Names the proxy in messages, by {@code Via} (<a
 * href="https://www.rfc-editor.org/rfc/rfc9110#section-7.6.3">RFC 9110, 7.6.3</a>). Immutable.
 */
public final class Via {

  private final byte[] http10;
  private final byte[] http11;
  private final byte[] http2;

  /**
   * Makes what is written once and for all.
   *
   * @param name a token, and a port if wanted; it is not checked here
   */
  public Via(String name) {
    http10 = ("1.0 " + name).getBytes(US_ASCII);
    http11 = ("1.1 " + name).getBytes(US_ASCII);
    http2 = ("2 " + name).getBytes(US_ASCII);
  }

  /**
   * Comes behind those that the message has passed before.
   *
   * @param version of HTTP that the message came with: {@code 1.0}, {@code 1.1} or {@code 2}
   */
  public void add(Fields head, String version, FieldEdits edits) {
    byte[] own =
        switch (version) {
          case "2" -> http2;
          case "1.0" -> http10;
          default -> http11;
        };
    edits.set(HeaderId.VIA, FieldLists.append(head, HeaderId.VIA, own));
  }
}
