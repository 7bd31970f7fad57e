package io.tapmesh.proxy.http2;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tapmesh.proxy.http.Ascii;
import io.tapmesh.proxy.http.HeaderId;
import io.tapmesh.proxy.http.Request;
import io.tapmesh.proxy.http2.hpack.HeaderField;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The head of a request (RFC 9113, 8.3.1 and 8.5). */
public final class RequestFields extends HeadFields implements Request {

  private static final byte[] METHOD = ":method".getBytes(US_ASCII);
  private static final byte[] SCHEME = ":scheme".getBytes(US_ASCII);
  private static final byte[] AUTHORITY = ":authority".getBytes(US_ASCII);
  private static final byte[] PATH = ":path".getBytes(US_ASCII);

  private static final byte[] CONNECT = "CONNECT".getBytes(US_ASCII);
  private static final byte[] OPTIONS = "OPTIONS".getBytes(US_ASCII);
  private static final byte[] HEAD = "HEAD".getBytes(US_ASCII);
  private static final byte[] HTTP = "http".getBytes(US_ASCII);
  private static final byte[] HTTPS = "https".getBytes(US_ASCII);
  private static final String OTHER_SCHEME = "_OTHER";
  private static final byte[] GRPC = "application/grpc".getBytes(US_ASCII);

  private byte @Nullable [] method;
  private byte @Nullable [] scheme;
  private byte @Nullable [] authority;
  private byte @Nullable [] path;

  @Override
  void begin() {
    method = null;
    scheme = null;
    authority = null;
    path = null;
  }

  @Override
  @Nullable String pseudoHeader(HeaderField field) {
    boolean repeated;
    byte[] value = field.value();
    if (field.isNamed(METHOD)) {
      repeated = method != null;
      method = value;
    } else if (field.isNamed(PATH)) {
      repeated = path != null;
      path = value;
    } else if (field.isNamed(SCHEME)) {
      repeated = scheme != null;
      scheme = value;
    } else if (field.isNamed(AUTHORITY)) {
      repeated = authority != null;
      authority = value;
    } else {
      return "a pseudo-header that requests do not have";
    }
    return repeated ? "a repeated pseudo-header" : null;
  }

  @Override
  @Nullable String complete() {
    if (method == null || !isToken(method)) {
      return ":method";
    }
    if (isConnect()) {
      boolean bare = scheme == null && path == null;
      return bare && authority != null && isAuthority(authority)
          ? null
          : "CONNECT with other than :authority";
    }
    if (scheme == null || scheme.length == 0 || path == null || !isPath(path)) {
      return ":scheme or :path";
    }
    return isAuthoritySane() ? null : ":authority or host";
  }

  private static boolean isToken(byte[] bytes) {
    for (byte b : bytes) {
      if (!Ascii.isToken(b)) {
        return false;
      }
    }
    return bytes.length > 0;
  }

  private boolean isPath(byte[] value) {
    for (byte b : value) {
      if (!Ascii.isTarget(b)) {
        return false;
      }
    }
    boolean isHttp = Arrays.equals(scheme, HTTP) || Arrays.equals(scheme, HTTPS);
    boolean asterisk = value.length == 1 && value[0] == '*' && isMethod(OPTIONS);
    return value.length > 0 && (!isHttp || value[0] == '/' || asterisk);
  }

  /** Two names for the one that is asked could be understood differently by two readers. */
  private boolean isAuthoritySane() {
    byte[] host = bytes(HeaderId.HOST);
    if (host != null && (count(HeaderId.HOST) > 1 || !isAuthority(host))) {
      return false;
    }
    if (authority == null) {
      return true;
    }
    return isAuthority(authority) && (host == null || equalsIgnoreCase(host, authority));
  }

  private static boolean isAuthority(byte[] bytes) {
    for (byte b : bytes) {
      if (b <= ' ' || b == ',' || b == '/' || b == '@' || b == '?' || b == '#' || b == '\\') {
        return false;
      }
    }
    return true;
  }

  private static boolean equalsIgnoreCase(byte[] a, byte[] b) {
    String first = text(a);
    return first != null && first.equalsIgnoreCase(text(b));
  }

  // ---- what it says ----

  @Override
  public String method() {
    String text = text(method);
    return text == null ? "" : text;
  }

  @Override
  public boolean isMethod(byte[] name) {
    return Arrays.equals(method, name);
  }

  public boolean isConnect() {
    return isMethod(CONNECT);
  }

  /** Whether the response has no body, whatever its head says. */
  public boolean isHead() {
    return isMethod(HEAD);
  }

  @Override
  public String target() {
    String text = text(path == null ? authority : path);
    return text == null ? "" : text;
  }

  @Override
  public @Nullable String authority() {
    return authority == null ? value(HeaderId.HOST) : text(authority);
  }

  @Override
  public String protocolVersion() {
    return "2";
  }

  /**
   * As the client says, since a proxy before this one may have ended its TLS; or {@code _OTHER}: it
   * tells metrics apart, and a client can invent any number of schemes.
   */
  public String scheme() {
    if (scheme == null || Arrays.equals(scheme, HTTP)) {
      return "http";
    }
    return Arrays.equals(scheme, HTTPS) ? "https" : OTHER_SCHEME;
  }

  /**
   * Whether it is a call of gRPC, by its content type. {@code application/grpc-web} is another
   * protocol, whose status is in the body.
   */
  public boolean isGrpc() {
    byte[] type = bytes(HeaderId.CONTENT_TYPE);
    int end = GRPC.length;
    return type != null
        && type.length >= end
        && Arrays.equals(type, 0, end, GRPC, 0, end)
        && (type.length == end || type[end] == '+' || type[end] == ';');
  }
}
