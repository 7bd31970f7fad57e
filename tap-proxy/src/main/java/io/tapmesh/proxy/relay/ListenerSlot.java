package io.tapmesh.proxy.relay;

/**
 * What a listener is at the moment, on one event loop. A new configuration puts another {@link
 * Listener} in its place; a connection looks here when something new begins on it, a request or the
 * connection itself, and keeps what it found until that is over. Used on that loop only, but for
 * its creation.
 */
class ListenerSlot {

  private Listener current;

  ListenerSlot(Listener first) {
    current = first;
  }

  Listener current() {
    return current;
  }

  /** Whether nothing has taken its place; one that is equal would have pools of its own. */
  @SuppressWarnings("ReferenceEquality")
  boolean isCurrent(Listener known) {
    return current == known;
  }

  /** From now on what begins finds this one; pooled connections that it does not share close. */
  void replace(Listener next) {
    Listener before = current;
    current = next;
    if (before.upstreams() != next.upstreams()) {
      before.upstreams().retire();
    }
    Destinations destinations = before.destinations();
    if (destinations != null && destinations != next.destinations()) {
      destinations.retire();
    }
  }
}
