package io.tapmesh.proxy.relay;

import java.util.LinkedHashSet;

/**
 * Remembers destinations whose servers speak first, so that their next clients need not be waited
 * for. It only makes the proxy connect at once; what a client says first is looked at all the same,
 * so a memory that is wrong breaks nothing. Used on one event loop only.
 */
final class SpeaksFirst {

  /** Beyond this the oldest are forgotten: they cost their next clients one wait. */
  static final int MAX = 1024;

  private final LinkedHashSet<Object> destinations = new LinkedHashSet<>();

  boolean expects(Object destination) {
    return destinations.contains(destination);
  }

  void note(Object destination) {
    if (destinations.add(destination) && destinations.size() > MAX) {
      var oldest = destinations.iterator();
      oldest.next();
      oldest.remove();
    }
  }

  void forget(Object destination) {
    destinations.remove(destination);
  }
}
