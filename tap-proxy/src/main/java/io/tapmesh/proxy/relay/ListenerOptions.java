package io.tapmesh.proxy.relay;

import java.util.Set;

/**
 * What a listener's clients are expected to speak.
 *
 * @param opaquePorts of destinations whose connections are not looked into, whatever the protocol
 * @param detectionWaitNanos how long a client may be silent before the proxy asks whether the
 *     upstream speaks first
 */
public record ListenerOptions(
    Protocol protocol, Set<Integer> opaquePorts, long detectionWaitNanos) {

  /** Copies the ports. */
  public ListenerOptions {
    opaquePorts = Set.copyOf(opaquePorts);
  }

  /** What to expect of connections to this port. */
  Protocol protocolFor(int destinationPort) {
    boolean opaque = !opaquePorts.isEmpty() && opaquePorts.contains(destinationPort);
    return opaque ? Protocol.TCP : protocol;
  }
}
