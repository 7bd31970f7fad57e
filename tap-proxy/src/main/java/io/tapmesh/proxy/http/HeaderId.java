package io.tapmesh.proxy.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Locale;

/**
 * The headers that the proxy itself looks at. All others are {@link #OTHER} and only pass through.
 *
 * <p>The index is used as a bit in masks, so there may be at most 64.
 */
public enum HeaderId {
  OTHER(""),
  /** A header that the message's {@code Connection} header names; it goes no further than here. */
  NOMINATED(""),

  CONNECTION("Connection"),
  KEEP_ALIVE("Keep-Alive"),
  PROXY_CONNECTION("Proxy-Connection"),
  PROXY_AUTHENTICATE("Proxy-Authenticate"),
  PROXY_AUTHORIZATION("Proxy-Authorization"),
  TE("TE"),
  UPGRADE("Upgrade"),
  HTTP2_SETTINGS("HTTP2-Settings"),

  TRANSFER_ENCODING("Transfer-Encoding"),
  CONTENT_LENGTH("Content-Length"),
  HOST("Host"),
  EXPECT("Expect"),
  USER_AGENT("User-Agent"),
  CONTENT_TYPE("Content-Type"),
  GRPC_STATUS("grpc-status"),

  TRACEPARENT("traceparent"),
  TRACESTATE("tracestate"),
  B3("b3"),
  X_B3_TRACE_ID("X-B3-TraceId"),
  X_B3_SPAN_ID("X-B3-SpanId"),
  X_B3_PARENT_SPAN_ID("X-B3-ParentSpanId"),
  X_B3_SAMPLED("X-B3-Sampled"),
  X_B3_FLAGS("X-B3-Flags"),

  VIA("Via"),
  FORWARDED("Forwarded"),
  X_FORWARDED_FOR("X-Forwarded-For"),
  X_FORWARDED_PROTO("X-Forwarded-Proto"),
  X_FORWARDED_HOST("X-Forwarded-Host"),
  X_FORWARDED_PORT("X-Forwarded-Port"),
  X_FORWARDED_PREFIX("X-Forwarded-Prefix"),
  X_FORWARDED_SERVER("X-Forwarded-Server"),
  X_FORWARDED_SSL("X-Forwarded-Ssl"),
  X_FORWARDED_SCHEME("X-Forwarded-Scheme"),
  X_FORWARDED_PROTOCOL("X-Forwarded-Protocol"),
  X_FORWARDED_BY("X-Forwarded-By"),
  X_REAL_IP("X-Real-IP"),
  X_CLIENT_IP("X-Client-IP"),
  X_CLUSTER_CLIENT_IP("X-Cluster-Client-IP"),
  TRUE_CLIENT_IP("True-Client-IP");

  private static final int MAX_LENGTH = 20;
  private static final HeaderId[][] BY_LENGTH = byLength();

  private final String headerName;

  @SuppressWarnings("ImmutableEnumChecker") // It is never handed out.
  private final byte[] lowerCase;

  HeaderId(String headerName) {
    this.headerName = headerName;
    this.lowerCase = headerName.toLowerCase(Locale.ROOT).getBytes(US_ASCII);
  }

  /** The name as it is written where the message had no such header. */
  public String headerName() {
    return headerName;
  }

  /** The bit of this header in a mask. */
  public long bit() {
    return 1L << index();
  }

  /** A number from 0 on, for arrays with an entry for each header. */
  @SuppressWarnings("EnumOrdinal") // It never leaves this process.
  public int index() {
    return ordinal();
  }

  /** Which header the name {@code bytes[start, end)} is, in any case. */
  public static HeaderId of(byte[] bytes, int start, int end) {
    int length = end - start;
    if (length < BY_LENGTH.length) {
      for (HeaderId id : BY_LENGTH[length]) {
        if (Ascii.equalsLowerCase(bytes, start, end, id.lowerCase)) {
          return id;
        }
      }
    }
    return OTHER;
  }

  private static HeaderId[][] byLength() {
    HeaderId[][] table = new HeaderId[MAX_LENGTH + 1][];
    for (int length = 0; length <= MAX_LENGTH; length++) {
      int wanted = length;
      table[length] =
          java.util.Arrays.stream(values())
              .filter(id -> id.lowerCase.length == wanted && wanted > 0)
              .toArray(HeaderId[]::new);
    }
    return table;
  }
}
