package io.tapmesh.proxy.telemetry;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tapmesh.proxy.http.Request;

/** The methods that telemetry knows by name; a stranger can invent any number of others. */
final class Methods {

  /** What the conventions call a method that is not known. */
  static final String OTHER = "_OTHER";

  private static final String[] NAMES = {
    "GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", "TRACE", "CONNECT", "QUERY"
  };
  private static final byte[][] BYTES = bytes();

  private Methods() {}

  /** The name of a known method as a constant, or {@link #OTHER}. */
  static String of(Request head) {
    for (int i = 0; i < BYTES.length; i++) {
      if (head.isMethod(BYTES[i])) {
        return NAMES[i];
      }
    }
    return OTHER;
  }

  private static byte[][] bytes() {
    byte[][] bytes = new byte[NAMES.length][];
    for (int i = 0; i < NAMES.length; i++) {
      bytes[i] = NAMES[i].getBytes(US_ASCII);
    }
    return bytes;
  }
}
