package io.tapmesh.proxy;

import io.netty.util.NetUtil;
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
  record Listen(String pointer, HostPort text, @Nullable InetAddress address) {

    /** Whether it is all addresses of this machine, or those of IPv4. */
    boolean isWildcard() {
      return address != null && address.isAnyLocalAddress();
    }

    private boolean excludes(Listen other) {
      if (text.port() != other.text.port()) {
        return false;
      }
      return text.equals(other.text)
          || (address != null && address.equals(other.address))
          || covers(other)
          || other.covers(this);
    }

    /** The one of IPv6 takes connections of IPv4, too. */
    private boolean covers(Listen other) {
      return isWildcard()
          && address != null
          && (address.getAddress().length == 16
              || (other.address != null && other.address.getAddress().length == 4));
    }
  }

  /**
   * Takes an address, if none that was taken before excludes it; port 0 asks for a free one.
   *
   * @return the other one, or null if it is taken
   * @throws IllegalArgumentException if the text is no address
   */
  @Nullable Listen take(String pointer, String text) {
    HostPort listen = HostPort.parse(text);
    if (listen.port() == 0) {
      return null;
    }
    Listen next = new Listen(pointer, listen, address(listen.host()));
    for (Listen other : taken) {
      if (other.excludes(next)) {
        return other;
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
