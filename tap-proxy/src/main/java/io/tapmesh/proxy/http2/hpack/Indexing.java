package io.tapmesh.proxy.http2.hpack;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/** How an encoder treats a field that is in no table yet. */
enum Indexing {
  /** Into the table, once it has come twice. */
  REPEATED,

  /** Not into the table: hardly any value comes again, and each would push out one that does. */
  VARYING,

  /**
   * Not into any table, at any hop (RFC 7541, 7.1.3). An upstream's connection carries the requests
   * of many clients: in a shared table one could guess another's secret by watching lengths.
   */
  SECRET;

  private static final Indexing[] ALL = values();

  /** Shorter cookies can be guessed; longer ones, or parts of them, are what compression is for. */
  private static final int MIN_INDEXED_COOKIE_BYTES = 20;

  private static final byte[] TRACEPARENT = "traceparent".getBytes(US_ASCII);
  private static final byte[] B3 = "b3".getBytes(US_ASCII);
  private static final byte[] X_REQUEST_ID = "x-request-id".getBytes(US_ASCII);

  static Indexing of(HeaderField field) {
    if (field.sensitive()) {
      return SECRET;
    }
    // :path is among the repeated: those of gRPC are few, and those with ids never come twice.
    return switch (field.staticNameIndex()) {
      case StaticTable.AUTHORIZATION, StaticTable.PROXY_AUTHORIZATION, StaticTable.SET_COOKIE ->
          SECRET;
      case StaticTable.COOKIE ->
          field.value().length < MIN_INDEXED_COOKIE_BYTES ? SECRET : REPEATED;
      case StaticTable.AGE,
          StaticTable.CONTENT_LENGTH,
          StaticTable.CONTENT_RANGE,
          StaticTable.RANGE ->
          VARYING;
      case 0 -> ofOther(field.name());
      default -> REPEATED;
    };
  }

  private static Indexing ofOther(byte[] name) {
    boolean varying =
        switch (name.length) {
          case 2 -> Arrays.equals(name, B3);
          case 11 -> Arrays.equals(name, TRACEPARENT);
          case 12 -> Arrays.equals(name, X_REQUEST_ID);
          default -> false;
        };
    return varying ? VARYING : REPEATED;
  }

  @SuppressWarnings("EnumOrdinal") // It never leaves this process.
  byte code() {
    return (byte) ordinal();
  }

  static Indexing ofCode(int code) {
    return ALL[code];
  }
}
