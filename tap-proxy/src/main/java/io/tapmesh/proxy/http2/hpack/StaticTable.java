package io.tapmesh.proxy.http2.hpack;

/** The 61 fields that everybody knows (RFC 7541, appendix A). Indices begin at 1. */
final class StaticTable {

  static final int SIZE = 61;

  static final int AGE = 21;
  static final int AUTHORIZATION = 23;
  static final int CONTENT_LENGTH = 28;
  static final int CONTENT_RANGE = 30;
  static final int COOKIE = 32;
  static final int PROXY_AUTHORIZATION = 49;
  static final int RANGE = 50;
  static final int SET_COOKIE = 55;

  private static final HeaderField[] FIELDS = fields();

  /** Open addressing: index of the first field with a name, by the name's hash. */
  private static final byte[] BY_NAME = new byte[256];

  static {
    for (int i = 1; i <= SIZE; i++) {
      int slot = slot(FIELDS[i].nameHash());
      while (BY_NAME[slot] != 0 && !FIELDS[BY_NAME[slot]].hasNameOf(FIELDS[i])) {
        slot = next(slot);
      }
      if (BY_NAME[slot] == 0) {
        BY_NAME[slot] = (byte) i;
      }
    }
  }

  private StaticTable() {}

  /** The field at an index from 1 to {@link #SIZE}. */
  static HeaderField get(int index) {
    return FIELDS[index];
  }

  /** The first index with this name, 0 if there is none. */
  static int indexOfName(HeaderField field) {
    int slot = slot(field.nameHash());
    while (BY_NAME[slot] != 0) {
      if (FIELDS[BY_NAME[slot]].hasNameOf(field)) {
        return BY_NAME[slot];
      }
      slot = next(slot);
    }
    return 0;
  }

  /** The index with this name and value, 0 if there is none. */
  static int indexOf(HeaderField field) {
    int first = field.staticNameIndex();
    if (first == 0) {
      return 0;
    }
    // Fields with the same name stand together.
    for (int i = first; i <= SIZE && FIELDS[i].hasNameOf(field); i++) {
      if (FIELDS[i].matches(field)) {
        return i;
      }
    }
    return 0;
  }

  private static int slot(int hash) {
    return (hash ^ (hash >>> 8) ^ (hash >>> 16)) & 0xff;
  }

  private static int next(int slot) {
    return (slot + 1) & 0xff;
  }

  private static HeaderField[] fields() {
    String[] lines = {
      ":authority",
      ":method=GET",
      ":method=POST",
      ":path=/",
      ":path=/index.html",
      ":scheme=http",
      ":scheme=https",
      ":status=200",
      ":status=204",
      ":status=206",
      ":status=304",
      ":status=400",
      ":status=404",
      ":status=500",
      "accept-charset",
      "accept-encoding=gzip, deflate",
      "accept-language",
      "accept-ranges",
      "accept",
      "access-control-allow-origin",
      "age",
      "allow",
      "authorization",
      "cache-control",
      "content-disposition",
      "content-encoding",
      "content-language",
      "content-length",
      "content-location",
      "content-range",
      "content-type",
      "cookie",
      "date",
      "etag",
      "expect",
      "expires",
      "from",
      "host",
      "if-match",
      "if-modified-since",
      "if-none-match",
      "if-range",
      "if-unmodified-since",
      "last-modified",
      "link",
      "location",
      "max-forwards",
      "proxy-authenticate",
      "proxy-authorization",
      "range",
      "referer",
      "refresh",
      "retry-after",
      "server",
      "set-cookie",
      "strict-transport-security",
      "transfer-encoding",
      "user-agent",
      "vary",
      "via",
      "www-authenticate"
    };
    HeaderField[] fields = new HeaderField[SIZE + 1];
    for (int i = 0; i < SIZE; i++) {
      int equals = lines[i].indexOf('=');
      String name = equals < 0 ? lines[i] : lines[i].substring(0, equals);
      fields[i + 1] = HeaderField.of(name, equals < 0 ? "" : lines[i].substring(equals + 1));
    }
    return fields;
  }
}
