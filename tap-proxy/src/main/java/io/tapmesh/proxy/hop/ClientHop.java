package io.tapmesh.proxy.hop;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.util.NetUtil;
import io.tapmesh.proxy.http.FieldEdits;
import io.tapmesh.proxy.http.HeaderId;
import io.tapmesh.proxy.http.Request;
import io.tapmesh.proxy.http.Text;
import io.tapmesh.proxy.http.TextCache;
import java.net.Inet6Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * What the requests of one client's connection tell the next hop: {@link HopHeaders} with this
 * client filled in. All but the host is made once for the connection, and that once for each host
 * that differs from the last one. Used on one event loop only.
 */
public final class ClientHop {

  /** What may be a claim about who sent a request, and is not written by us. */
  private static final HeaderId[] OTHER_CLAIMS = {
    HeaderId.X_FORWARDED_PORT,
    HeaderId.X_FORWARDED_PREFIX,
    HeaderId.X_FORWARDED_SERVER,
    HeaderId.X_FORWARDED_SSL,
    HeaderId.X_FORWARDED_SCHEME,
    HeaderId.X_FORWARDED_PROTOCOL,
    HeaderId.X_FORWARDED_BY,
    HeaderId.X_REAL_IP,
    HeaderId.X_CLIENT_IP,
    HeaderId.X_CLUSTER_CLIENT_IP,
    HeaderId.TRUE_CLIENT_IP
  };

  private static final HeaderId[] X_FORWARDED = {
    HeaderId.X_FORWARDED_FOR, HeaderId.X_FORWARDED_PROTO, HeaderId.X_FORWARDED_HOST
  };

  private static final String UNKNOWN = "unknown";

  private final HopHeaders headers;
  private final byte[] address;
  private final byte[] protocol;
  private final String element;
  private final byte[] elementBytes;
  private final TextCache host = new TextCache(1);

  /**
   * Makes what all requests of the connection have in common.
   *
   * @param client null if it is not known
   * @param isEncrypted whether this proxy has terminated the client's TLS
   */
  public ClientHop(HopHeaders headers, @Nullable InetAddress client, boolean isEncrypted) {
    this.headers = headers;
    // Without the zone of a link-local address, which means something on this machine only.
    String text = client == null ? UNKNOWN : NetUtil.toAddressString(client);
    String scheme = isEncrypted ? "https" : "http";
    address = text.getBytes(ISO_8859_1);
    protocol = scheme.getBytes(ISO_8859_1);
    String node = client instanceof Inet6Address ? "\"[" + text + "]\"" : text;
    element = "for=" + node + ";proto=" + scheme;
    elementBytes = element.getBytes(ISO_8859_1);
  }

  /** Whether it was made of these. */
  @SuppressWarnings("ReferenceEquality") // A new configuration makes new ones.
  public boolean is(HopHeaders settings) {
    return headers == settings;
  }

  /** Edits a request on its way to the next hop. */
  public void request(Request head, FieldEdits edits) {
    if (headers.via() != null) {
      headers.via().add(head, head.protocolVersion(), edits);
    }
    switch (headers.forwarded()) {
      case RFC7239 -> forwarded(head, edits);
      case X_FORWARDED -> xForwarded(head, edits);
      case OFF -> {
        // What the client says passes as it came.
      }
    }
  }

  private void forwarded(Request head, FieldEdits edits) {
    HeaderId id = HeaderId.FORWARDED;
    byte[] own = element(head.authority(host));
    if (headers.trustForwarded()) {
      boolean canFollow = !FieldLists.endsWithinQuotes(head, id);
      edits.set(id, canFollow ? FieldLists.append(head, id, own) : own);
    } else {
      edits.set(id, own);
      drop(X_FORWARDED, edits);
      drop(OTHER_CLAIMS, edits);
    }
  }

  private void xForwarded(Request head, FieldEdits edits) {
    Text asked = head.authority(host);
    if (headers.trustForwarded()) {
      HeaderId client = HeaderId.X_FORWARDED_FOR;
      edits.set(client, FieldLists.append(head, client, address));
      if (!head.has(HeaderId.X_FORWARDED_PROTO)) {
        edits.set(HeaderId.X_FORWARDED_PROTO, protocol);
      }
      if (!head.has(HeaderId.X_FORWARDED_HOST)) {
        setHost(asked, edits);
      }
    } else {
      edits.set(HeaderId.X_FORWARDED_FOR, address);
      edits.set(HeaderId.X_FORWARDED_PROTO, protocol);
      edits.drop(HeaderId.X_FORWARDED_HOST);
      setHost(asked, edits);
      edits.drop(HeaderId.FORWARDED);
      drop(OTHER_CLAIMS, edits);
    }
  }

  private static void drop(HeaderId[] claims, FieldEdits edits) {
    for (HeaderId claim : claims) {
      edits.drop(claim);
    }
  }

  private static void setHost(@Nullable Text asked, FieldEdits edits) {
    if (asked != null && !asked.value().isEmpty()) {
      edits.set(HeaderId.X_FORWARDED_HOST, bytes(asked));
    }
  }

  private static byte[] bytes(Text text) {
    if (text.memo() instanceof byte[] known) {
      return known;
    }
    byte[] made = text.value().getBytes(ISO_8859_1);
    text.memo(made);
    return made;
  }

  private byte[] element(@Nullable Text asked) {
    if (asked == null || asked.value().isEmpty()) {
      return elementBytes;
    }
    if (asked.memo() instanceof byte[] known) {
      return known;
    }
    byte[] made = (element + ";host=" + quoted(asked.value())).getBytes(ISO_8859_1);
    asked.memo(made);
    return made;
  }

  /** A host is a token only without a port, and nobody checks that it is one: always quoted. */
  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
