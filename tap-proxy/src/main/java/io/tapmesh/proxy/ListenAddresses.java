package io.tapmesh.proxy;

import io.netty.util.NetUtil;
import io.tapmesh.schemas.config.ConfigErrors;
import io.tapmesh.schemas.config.HostPort;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds addresses to listen on that cannot be had together, before a port is opened. Names are not
 * looked up: what they lead to is noticed when the port is opened.
 */
final class ListenAddresses {

  private final List<Listen> taken = new ArrayList<>();

  /**
   * An address to listen on.
   *
   * @param pointer where it is configured
   * @param address null for a name
   */
  private record Listen(String pointer, HostPort text, @Nullable InetAddress address) {

    /** What the other one should be instead; null if both can be had. */
    @Nullable String expects(Listen other) {
      String field = ConfigErrors.path(pointer);
      if (text.port() != other.text.port()) {
        return null;
      }
      if (text.equals(other.text) || (address != null && address.equals(other.address))) {
        return "an address that is not the one of " + field;
      }
      if (covers(other)) {
        return "a port that " + field + " does not take on all addresses, " + text;
      }
      return other.covers(this) ? "an address that does not include the one of " + field : null;
    }

    /** All addresses of this machine, or those of IPv4; IPv6 takes those of IPv4, too. */
    private boolean covers(Listen other) {
      return address != null
          && address.isAnyLocalAddress()
          && (address.getAddress().length == 16
              || (other.address != null && other.address.getAddress().length == 4));
    }
  }

  /**
   * Takes an address, if none that was taken before excludes it; port 0 asks for a free one.
   *
   * @return what it should be instead, in words; null if it is taken
   * @throws IllegalArgumentException if the text is no address
   */
  @Nullable String take(String pointer, String text) {
    HostPort listen = HostPort.parse(text);
    if (listen.port() == 0) {
      return null;
    }
    Listen next = new Listen(pointer, listen, address(listen.host()));
    for (Listen other : taken) {
      String expected = other.expects(next);
      if (expected != null) {
        return expected;
      }
    }
    taken.add(next);
    return null;
  }

  private static @Nullable InetAddress address(String host) {
    return host.equals("localhost")
        ? NetUtil.LOCALHOST4
        : NetUtil.createInetAddressFromIpAddressString(host);
  }
}
