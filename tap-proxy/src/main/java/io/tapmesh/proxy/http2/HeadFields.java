package io.tapmesh.proxy.http2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tapmesh.proxy.http.Ascii;
import io.tapmesh.proxy.http.Fields;
import io.tapmesh.proxy.http.HeaderId;
import io.tapmesh.proxy.http2.hpack.HeaderField;
import io.tapmesh.proxy.http2.hpack.HeaderList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A look at a decoded head: which field is what, and whether HTTP/2 allows it (RFC 9113, 8.2). Used
 * again from head to head; what it says is only valid until the next one.
 */
public abstract class HeadFields implements Fields {

  private static final int MAX_LENGTH_DIGITS = 18;
  private static final byte[] TRAILERS = "trailers".getBytes(US_ASCII);

  /** Fields between two neighbours; HTTP/2 has no place for them (RFC 9113, 8.2.2). */
  private static final long CONNECTION_SPECIFIC =
      HeaderId.CONNECTION.bit()
          | HeaderId.KEEP_ALIVE.bit()
          | HeaderId.PROXY_CONNECTION.bit()
          | HeaderId.TRANSFER_ENCODING.bit()
          | HeaderId.UPGRADE.bit();

  private HeaderList list = new HeaderList();
  private HeaderId[] ids = new HeaderId[32];
  private int pseudoHeaders;
  private long present;
  private long contentLength;

  /** Takes note of a pseudo-header; says what is wrong with it, or null. */
  abstract @Nullable String pseudoHeader(HeaderField field);

  /** Says what is wrong with all of them, or null. */
  abstract @Nullable String complete();

  /** Forgets the last head. */
  abstract void begin();

  /** Looks at a head; says what is wrong with it, or null. */
  final @Nullable String read(HeaderList decoded) {
    list = decoded;
    present = 0;
    pseudoHeaders = 0;
    contentLength = -1;
    begin();
    int size = decoded.size();
    if (ids.length < size) {
      ids = new HeaderId[size * 2];
    }
    for (int i = 0; i < size; i++) {
      HeaderField field = decoded.get(i);
      byte[] name = field.name();
      boolean isPseudo = name.length > 0 && name[0] == ':';
      String problem = isPseudo ? pseudo(i, field) : regular(i, field, name);
      if (problem != null) {
        return problem;
      }
    }
    return complete();
  }

  private @Nullable String pseudo(int i, HeaderField field) {
    if (i != pseudoHeaders) {
      return "a pseudo-header behind other headers";
    }
    pseudoHeaders++;
    return isValue(field.value()) ? pseudoHeader(field) : "a pseudo-header's value";
  }

  private @Nullable String regular(int i, HeaderField field, byte[] name) {
    if (!isName(name) || !isValue(field.value())) {
      return "the name or value of a header";
    }
    HeaderId id = HeaderId.of(name, 0, name.length);
    ids[i] = id;
    if (id == HeaderId.OTHER) {
      return null;
    }
    if ((id.bit() & CONNECTION_SPECIFIC) != 0
        || (id == HeaderId.TE && !Arrays.equals(field.value(), TRAILERS))) {
      return "a header that only concerns connections of HTTP/1";
    }
    if (id == HeaderId.CONTENT_LENGTH && !readContentLength(field.value())) {
      return "content-length";
    }
    present |= id.bit();
    return null;
  }

  private static boolean isName(byte[] name) {
    for (byte b : name) {
      if (!Ascii.isToken(b) || (b >= 'A' && b <= 'Z')) {
        return false;
      }
    }
    return name.length > 0;
  }

  static boolean isValue(byte[] value) {
    for (byte b : value) {
      if (!Ascii.isField(b)) {
        return false;
      }
    }
    int last = value.length - 1;
    return last < 0 || !(Ascii.isBlank(value[0]) || Ascii.isBlank(value[last]));
  }

  private boolean readContentLength(byte[] value) {
    if (contentLength >= 0 || value.length == 0 || value.length > MAX_LENGTH_DIGITS) {
      return false;
    }
    long length = 0;
    for (byte b : value) {
      if (!Ascii.isDigit(b)) {
        return false;
      }
      length = length * 10 + (b - '0');
    }
    contentLength = length;
    return true;
  }

  // ---- what it says ----

  /** All of it, pseudo-headers first. */
  public final HeaderList list() {
    return list;
  }

  /** Bytes of the body as announced; -1 if they were not. */
  public final long contentLength() {
    return contentLength;
  }

  final int pseudoHeaders() {
    return pseudoHeaders;
  }

  @Override
  public final int count() {
    return list.size() - pseudoHeaders;
  }

  @Override
  public final HeaderId id(int header) {
    return ids[pseudoHeaders + header];
  }

  @Override
  public final String value(int header) {
    return list.get(pseudoHeaders + header).valueText();
  }

  @Override
  public final boolean isNamed(int header, byte[] lowerCaseName) {
    return Arrays.equals(list.get(pseudoHeaders + header).name(), lowerCaseName);
  }

  @Override
  public final boolean hasAny(long mask) {
    return (present & mask) != 0;
  }

  /** The bytes of the first such header, or null. */
  final byte @Nullable [] bytes(HeaderId id) {
    if (has(id)) {
      for (int i = pseudoHeaders; i < list.size(); i++) {
        if (ids[i] == id) {
          return list.get(i).value();
        }
      }
    }
    return null;
  }

  static @Nullable String text(byte @Nullable [] bytes) {
    return bytes == null ? null : new String(bytes, ISO_8859_1);
  }
}
