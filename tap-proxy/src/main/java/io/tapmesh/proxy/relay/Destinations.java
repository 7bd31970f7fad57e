package io.tapmesh.proxy.relay;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.tapmesh.proxy.intercept.InterceptMode;
import io.tapmesh.proxy.intercept.Interception;
import io.tapmesh.proxy.intercept.OriginalDestination;
import io.tapmesh.proxy.intercept.Refusal;
import io.tapmesh.proxy.intercept.ServiceNames;
import io.tapmesh.proxy.intercept.SocketOptions;
import io.tapmesh.proxy.telemetry.Recorder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The places that an intercepting listener has been led to, on one event loop: each with a pool of
 * connections of its own, the most recently used ones up to a bound. What is pushed out closes its
 * idle connections; busy ones go on and close when they are done. Used on that loop only.
 */
final class Destinations {

  /**
   * What connections may share a pool.
   *
   * @param client whose address the upstream sees; null if it sees ours
   */
  private record Key(InetSocketAddress address, @Nullable InetAddress client) {}

  /**
   * A listener for one destination and what it was made of.
   *
   * @param namesVersion of the names that its recorder uses
   */
  private record Entry(
      Listener listener, Listener base, @Nullable ServiceNames names, int namesVersion) {

    @SuppressWarnings("ReferenceEquality") // Each reload makes another one.
    boolean isOf(Listener wantedBase, @Nullable ServiceNames wantedNames) {
      return base == wantedBase
          && names == wantedNames
          && (names == null || names.version() == namesVersion);
    }
  }

  private Interception interception;
  private final Bootstrap bootstrap;
  private final LinkedHashMap<Key, Entry> leastRecentFirst = new LinkedHashMap<>(16, 0.75f, true);

  Destinations(Interception interception, Bootstrap bootstrap) {
    this.interception = interception;
    this.bootstrap = bootstrap;
  }

  /** Whether its pools would be the same if they were made of this. */
  boolean serves(Interception wanted, int mark) {
    return interception.mode() == wanted.mode()
        && interception.clientAddressPorts().equals(wanted.clientAddressPorts())
        && UpstreamPool.isMarked(bootstrap, mark);
  }

  /** Goes on with another configuration that it {@link #serves}. */
  void follow(Interception wanted) {
    interception = wanted;
  }

  /**
   * The listener as a client sees it that has been led here: one that leads to where the client
   * wanted to go. Refuses the client, and counts it, if that cannot be.
   *
   * @param slot what applies to all of its destinations
   * @return null if the client was refused
   */
  @Nullable ListenerSlot admit(Channel client, ListenerSlot slot) {
    Listener base = slot.current();
    InetSocketAddress destination = OriginalDestination.of(client, interception.mode());
    Refusal refusal = refusal(client, destination, base.loop());
    if (refusal == null
        && destination != null
        && client.remoteAddress() instanceof InetSocketAddress remote) {
      InetAddress address = remote.getAddress();
      Listener first = listener(destination, address, base);
      return new DestinationSlot(slot, first, destination, address);
    }
    Refusal why = refusal == null ? Refusal.NO_DESTINATION : refusal;
    base.loop().counters.refuse(why);
    RelayLog.refused(client, why, destination);
    Sockets.reset(client);
    return null;
  }

  private @Nullable Refusal refusal(
      Channel client, @Nullable InetSocketAddress destination, RelayLoop loop) {
    if (destination == null || !(client.remoteAddress() instanceof InetSocketAddress remote)) {
      return Refusal.NO_DESTINATION;
    }
    // With TPROXY the local address is the destination, always.
    boolean direct =
        interception.mode() == InterceptMode.REDIRECT && destination.equals(client.localAddress());
    if (direct || loop.own.isOwnListener(destination)) {
      return Refusal.OWN_LISTENER;
    }
    return loop.own.admit(client, remote, destination) ? null : Refusal.OWN_CONNECTION;
  }

  /** The listener that leads to a destination. */
  Listener listener(InetSocketAddress destination, InetAddress client, Listener base) {
    ServiceNames names = interception.services();
    boolean asClient = interception.clientAddressPorts().contains(destination.getPort());
    Key key = new Key(destination, asClient ? client : null);
    Entry known = leastRecentFirst.get(key);
    if (known != null && known.isOf(base, names)) {
      return known.listener;
    }
    int version = names == null ? 0 : names.version();
    Recorder recorder =
        names == null ? base.recorder() : base.recorder().towards(names.of(destination));
    UpstreamPool pool =
        known == null ? newPool(destination, key.client, base) : known.listener.upstreams();
    Listener made = base.towards(destination, pool, recorder);
    leastRecentFirst.put(key, new Entry(made, base, names, version));
    trim();
    return made;
  }

  private UpstreamPool newPool(
      InetSocketAddress destination, @Nullable InetAddress client, Listener base) {
    if (client == null) {
      return new UpstreamPool(
          List.of(new Endpoint(destination, destination.getAddress())),
          bootstrap,
          base.loop(),
          base.limits());
    }
    // At the machine's own address the client already has a connection, to us; over loopback the
    // ports of both can never be the same.
    Endpoint application =
        new Endpoint(destination, SocketOptions.loopbackOf(destination.getAddress()));
    Bootstrap asClient =
        bootstrap
            .clone()
            .option(SocketOptions.TRANSPARENT, 1)
            .option(SocketOptions.BIND_ADDRESS_NO_PORT, 1)
            .localAddress(client, 0);
    return new UpstreamPool(List.of(application), asClient, base.loop(), base.limits());
  }

  private void trim() {
    Iterator<Entry> oldest = leastRecentFirst.values().iterator();
    while (leastRecentFirst.size() > interception.maxDestinations()) {
      Entry entry = oldest.next();
      oldest.remove();
      entry.listener.upstreams().retire();
    }
  }

  /** Closes the idle connections of all. */
  void retire() {
    leastRecentFirst.values().forEach(entry -> entry.listener.upstreams().retire());
    leastRecentFirst.clear();
  }
}
