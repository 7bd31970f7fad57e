package io.tapmesh.proxy.relay;

import io.tapmesh.proxy.hop.HopHeaders;
import io.tapmesh.proxy.tls.Alpn;
import io.tapmesh.proxy.tls.TlsContext;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a listener's clients are expected to speak, and what is added to that.
 *
 * @param opaquePorts of destinations whose connections are not looked into, whatever the protocol
 * @param detectionWaitNanos how long a client may be silent before the proxy asks whether the
 *     upstream speaks first
 * @param tls terminates what clients send or originates what upstreams get; null for neither
 * @param alpn what clients are offered within TLS that is terminated
 * @param hop what it adds to messages of HTTP, besides the trace context; null for nothing
 */
public record ListenerOptions(
    Protocol protocol,
    Set<Integer> opaquePorts,
    long detectionWaitNanos,
    @Nullable TlsContext tls,
    Alpn alpn,
    @Nullable HopHeaders hop) {

  /** Copies the ports. */
  public ListenerOptions {
    opaquePorts = Set.copyOf(opaquePorts);
  }

  /** What clients that are expected to speak this are offered. */
  Alpn alpnFor(Protocol expected) {
    return expected == Protocol.TCP || expected == Protocol.TLS ? Alpn.NONE : alpn;
  }

  /** What to expect of connections to this port. */
  Protocol protocolFor(int destinationPort) {
    boolean opaque = !opaquePorts.isEmpty() && opaquePorts.contains(destinationPort);
    return opaque ? Protocol.TCP : protocol;
  }
}
