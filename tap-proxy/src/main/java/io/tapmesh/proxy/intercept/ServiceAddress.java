package io.tapmesh.proxy.intercept;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Some destinations: a network, an address or a name, and one port of it or all.
 *
 * @param name to be looked up; null if {@code network} is known
 * @param network the address, or the first one of a network; null for a name
 * @param prefixBits how many bits of it count
 * @param port 0 for all
 */
public record ServiceAddress(
    @Nullable String name, @Nullable InetAddress network, int prefixBits, int port) {

  /** What {@link #parse} takes, in words. */
  public static final String EXPECTED =
      "ADDRESS, ADDRESS/BITS or NAME, and :PORT if only one is meant; IPv6 in brackets before a port";

  private static final Pattern FORM =
      Pattern.compile(
          ("(?:\\[(?<six>[0-9A-Fa-f:.]+)(?:/(?<sixbits>\\d{1,3}))?]"
                  + "|(?<bare>[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)(?:/(?<barebits>\\d{1,3}))?"
                  + "|(?<four>OCTET\\.OCTET\\.OCTET\\.OCTET)(?:/(?<fourbits>\\d{1,2}))?"
                  + "|(?<name>(?![0-9.]+(?::|$))[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?))"
                  + "(?::(?<port>\\d{1,5}))?")
              .replace("OCTET", "(?:25[0-5]|2[0-4]\\d|1?\\d{1,2})"));

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException if it is not {@link #EXPECTED}
   */
  public static ServiceAddress parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw malformed(text);
    }
    int port = form.group("port") == null ? 0 : Integer.parseInt(form.group("port"));
    if (port > 65_535 || (form.group("port") != null && port == 0)) {
      throw malformed(text);
    }
    if (form.group("name") != null) {
      return new ServiceAddress(form.group("name"), null, 0, port);
    }
    String address = first(form.group("six"), form.group("bare"), form.group("four"));
    String bits = first(form.group("sixbits"), form.group("barebits"), form.group("fourbits"));
    InetAddress network = literal(text, address == null ? "" : address);
    int all = network.getAddress().length * 8;
    int prefix = bits == null ? all : Integer.parseInt(bits);
    if (prefix > all) {
      throw malformed(text);
    }
    return new ServiceAddress(null, network, prefix, port);
  }

  private static @Nullable String first(
      @Nullable String a, @Nullable String b, @Nullable String c) {
    return a != null ? a : b != null ? b : c;
  }

  private static InetAddress literal(String text, String address) {
    try {
      // The form leaves only digits, dots and colons: nothing is looked up.
      return InetAddress.getByName(address.indexOf(':') >= 0 ? "[" + address + "]" : address);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(malformed(text).getMessage(), e);
    }
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException("\"" + text + "\" (expected: " + EXPECTED + ")");
  }

  /** The same, of an address that a name was found to have. */
  ServiceAddress at(InetAddress found) {
    return new ServiceAddress(null, found, found.getAddress().length * 8, port);
  }

  /**
   * How closely this describes a destination.
   *
   * @return -1 if not at all; more for a longer prefix, and for a port among equal prefixes
   */
  int closeness(InetSocketAddress destination) {
    if (network == null || (port != 0 && port != destination.getPort())) {
      return -1;
    }
    byte[] mine = network.getAddress();
    byte[] other = destination.getAddress().getAddress();
    if (mine.length != other.length) {
      return -1;
    }
    for (int bit = 0; bit < prefixBits; bit += 8) {
      int mask = prefixBits - bit >= 8 ? 0xff : 0xff << (8 - (prefixBits - bit));
      if (((mine[bit / 8] ^ other[bit / 8]) & mask & 0xff) != 0) {
        return -1;
      }
    }
    return 2 * prefixBits + (port == 0 ? 0 : 1);
  }
}
