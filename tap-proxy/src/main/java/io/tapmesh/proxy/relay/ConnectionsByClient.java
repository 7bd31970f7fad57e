package io.tapmesh.proxy.relay;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts the open connections of each client, where that is limited. Thread-safe. Holds no more
 * than there are connections.
 */
final class ConnectionsByClient {

  /**
   * Who counts as one client: an address of IPv4, or the first half of one of IPv6, as whoever has
   * one of these has all addresses with the same first half.
   */
  private record Client(boolean isV6, long prefix) {

    static Client of(InetAddress address) {
      ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
      boolean isV6 = address instanceof Inet6Address;
      return new Client(isV6, isV6 ? bytes.getLong() : bytes.getInt());
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
