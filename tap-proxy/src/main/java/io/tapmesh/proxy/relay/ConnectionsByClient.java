package io.tapmesh.proxy.relay;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts the open connections of each client, where that is limited. Thread-safe. Holds no more
 * than there are connections.
 */
final class ConnectionsByClient {

  /** Whoever has an address of IPv6 has this many bytes of prefix, and all addresses behind it. */
  private static final int IPV6_PREFIX_BYTES = 8;

  private record Client(byte[] prefix) {

    static Client of(InetAddress address) {
      byte[] bytes = address.getAddress();
      boolean isV6 = address instanceof Inet6Address;
      return new Client(isV6 ? Arrays.copyOf(bytes, IPV6_PREFIX_BYTES) : bytes);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Client client && Arrays.equals(prefix, client.prefix);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(prefix);
    }
  }

  private final ConcurrentHashMap<Client, Integer> open = new ConcurrentHashMap<>();

  /** Counts one more; false if there are {@code max} already. */
  boolean acquire(InetAddress address, int max) {
    Client client = Client.of(address);
    if (open.merge(client, 1, Integer::sum) <= max) {
      return true;
    }
    release(address);
    return false;
  }

  void release(InetAddress address) {
    open.computeIfPresent(Client.of(address), (client, n) -> n == 1 ? null : n - 1);
  }

  /** Clients with open connections. */
  int clients() {
    return open.size();
  }
}
