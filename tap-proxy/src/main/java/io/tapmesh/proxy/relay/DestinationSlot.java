package io.tapmesh.proxy.relay;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * What an intercepting listener is for a connection that was led to it: one that leads to where the
 * connection was meant to go. Used on its event loop only.
 */
final class DestinationSlot extends ListenerSlot {

  private final ListenerSlot base;
  private final InetSocketAddress destination;
  private final InetAddress client;
  private Listener latest;

  DestinationSlot(
      ListenerSlot base, Listener first, InetSocketAddress destination, InetAddress client) {
    super(first);
    this.base = base;
    this.destination = destination;
    this.client = client;
    latest = first;
  }

  @Override
  Listener current() {
    Destinations destinations = base.current().destinations();
    // Null once a new configuration does not intercept: this connection goes on as it began.
    if (destinations != null) {
      latest = destinations.listener(destination, client, base.current());
    }
    return latest;
  }
}
