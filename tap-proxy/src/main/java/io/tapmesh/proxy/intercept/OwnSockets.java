package io.tapmesh.proxy.intercept;

import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows the proxy's own ports and connections, so that it never becomes its own client. Rules that
 * exclude the proxy's packets prevent that; this is for rules that do not. Thread-safe.
 */
public final class OwnSockets {

  private static final Logger log = LoggerFactory.getLogger(OwnSockets.class);

  private final ConcurrentHashMap<InetSocketAddress, Channel> clients = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<InetSocketAddress, Channel> upstreams = new ConcurrentHashMap<>();
  private volatile Set<Integer> ports = Set.of();
  private volatile Set<InetAddress> addresses = Set.of();
  private volatile boolean watching;

  /** The ports that the proxy listens on now. */
  public void listensOn(Collection<Integer> all) {
    ports = Set.copyOf(all);
  }

  /** A listener intercepts: from now on connections are remembered. */
  public void watch() {
    watching = true;
    refreshAddresses();
  }

  /** Reads the machine's addresses anew; keeps what is known if that fails. May wait. */
  public void refreshAddresses() {
    if (!watching) {
      return;
    }
    try {
      Set<InetAddress> found = new HashSet<>();
      NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .map(OwnSockets::withoutScope)
          .forEach(found::add);
      addresses = Set.copyOf(found);
    } catch (SocketException e) {
      log.warn("the machine's addresses cannot be read: {}", e.getMessage());
    }
  }

  private static InetAddress withoutScope(InetAddress address) {
    try {
      return InetAddress.getByAddress(address.getAddress());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of a wrong length: " + address, e);
    }
  }

  /** Whether a connection to there would come back to one of the proxy's listeners. */
  public boolean isOwnListener(InetSocketAddress destination) {
    if (!ports.contains(destination.getPort())) {
      return false;
    }
    InetAddress address = destination.getAddress();
    return address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || addresses.contains(address);
  }

  /**
   * Remembers a client until it has gone.
   *
   * @return false if the client is the other end of one of our own connections to upstreams
   */
  public boolean admit(Channel client, InetSocketAddress remote) {
    clients.put(remote, client);
    client.closeFuture().addListener(closed -> clients.remove(remote, client));
    return !upstreams.containsKey(remote);
  }

  /**
   * Remembers a connection to an upstream until it has gone.
   *
   * @return the other end of it if that has been admitted as a client before we knew, else null
   */
  public @Nullable Channel connected(Channel upstream) {
    if (!watching || !(upstream.localAddress() instanceof InetSocketAddress local)) {
      return null;
    }
    if (!addresses.contains(local.getAddress())) {
      // A client's address that it has taken: the client itself may come from the same port.
      return null;
    }
    upstreams.put(local, upstream);
    upstream.closeFuture().addListener(closed -> upstreams.remove(local, upstream));
    return clients.get(local);
  }
}
