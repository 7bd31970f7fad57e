package io.tapmesh.proxy.relay;

import io.tapmesh.proxy.tls.TlsContext;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a listener's clients are expected to speak.
 *
 * @param opaquePorts of destinations whose connections are not looked into, whatever the protocol
 * @param detectionWaitNanos how long a client may be silent before the proxy asks whether the
 *     upstream speaks first
 * @param tls terminates what clients send or originates what upstreams get; null for neither
 */
public record ListenerOptions(
    Protocol protocol,
    Set<Integer> opaquePorts,
    long detectionWaitNanos,
    @Nullable TlsContext tls) {

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
