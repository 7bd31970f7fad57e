package io.tapmesh.proxy.intercept;

import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows the proxy's own ports and connections, so that it never becomes its own client. Rules that
 * exclude the proxy's packets prevent that; this is for rules that do not. Thread-safe.
 */
public final class OwnSockets {

  private static final Logger log = LoggerFactory.getLogger(OwnSockets.class);

  /** Longer than a connection of a loop needs to come back, on a machine that is busy. */
  private static final long LOOP_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** Destinations that led back here are forgotten all at once when there are more. */
  private static final int MAX_LOOPS = 1_000;

  private final ConcurrentHashMap<InetSocketAddress, Channel> clients = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<InetSocketAddress, Channel> upstreams = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<SocketAddress, Long> loops = new ConcurrentHashMap<>();
  private volatile Set<Integer> ports = Set.of();
  private volatile Set<InetAddress> addresses = Set.of();
  private final long loopNanos;
  private volatile boolean watching;

  public OwnSockets() {
    this(LOOP_NANOS);
  }

  OwnSockets(long loopNanos) {
    this.loopNanos = loopNanos;
  }

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
   * @param destination where it wanted to go
   * @return false if the client is the other end of one of our own connections to upstreams, or may
   *     be: another one to this destination has just come back
   */
  public boolean admit(Channel client, InetSocketAddress remote, InetSocketAddress destination) {
    clients.put(remote, client);
    client.closeFuture().addListener(closed -> clients.remove(remote, client));
    if (upstreams.containsKey(remote)) {
      remember(destination);
      return false;
    }
    return !leadsBack(destination);
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
    Channel client = clients.get(local);
    SocketAddress destination = upstream.remoteAddress();
    if (client != null && destination != null) {
      remember(destination);
    }
    return client;
  }

  /**
   * A client that is ourselves is often known only after it has been admitted and has made the next
   * connection, whose end is known only after the one after that: a loop whose head stays ahead of
   * those who close it. What has come back once is not tried again for a moment.
   */
  private void remember(SocketAddress destination) {
    if (loops.size() >= MAX_LOOPS) {
      loops.clear();
    }
    loops.put(destination, System.nanoTime() + loopNanos);
  }

  private boolean leadsBack(SocketAddress destination) {
    Long until = loops.get(destination);
    if (until == null) {
      return false;
    }
    if (System.nanoTime() - until < 0) {
      return true;
    }
    loops.remove(destination, until);
    return false;
  }
}
