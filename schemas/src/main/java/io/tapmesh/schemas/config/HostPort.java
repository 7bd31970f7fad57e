package io.tapmesh.schemas.config;

import static java.util.Objects.requireNonNull;

/**
 * A host and a TCP port, as {@code 127.0.0.1:8080}, {@code cart.shop:80} or {@code [::1]:80}.
 *
 * @param host a name or an address; an IPv6 address without its brackets
 * @param port 0 to 65535; 0 asks the system for a free one where something listens
 */
public record HostPort(String host, int port) {

  private static final int MAX_PORT = 65_535;

  /** Checks the range of the port. */
  public HostPort {
    requireNonNull(host, "host");
    if (host.isEmpty() || port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException(
          "address: \"" + host + ":" + port + "\" (expected: HOST:PORT)");
    }
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException if it is not one
   */
  public static HostPort parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      host = "";
    }
    try {
      return new HostPort(host, Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("address: \"" + text + "\" (expected: HOST:PORT)", e);
    }
  }

  /** The text form, which {@link #parse} reads. */
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
