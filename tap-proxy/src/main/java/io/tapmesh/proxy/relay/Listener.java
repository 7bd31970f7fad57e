package io.tapmesh.proxy.relay;

import io.tapmesh.proxy.telemetry.Recorder;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A configured listener on one event loop: where its requests go and how they are recorded. For a
 * connection that was intercepted it leads to where that was meant to go.
 *
 * @param options what its clients are expected to speak
 * @param upstreams the pool of connections; its own for each loop, so that nothing is handed from
 *     thread to thread
 * @param destinations where intercepted connections go; null if the listener does not intercept
 * @param destination where this connection was meant to go; null if it was not intercepted
 */
record Listener(
    RelayLoop loop,
    RelayLimits limits,
    ListenerOptions options,
    UpstreamPool upstreams,
    SpeaksFirst speaksFirst,
    Recorder recorder,
    @Nullable Destinations destinations,
    @Nullable InetSocketAddress destination) {

  /** The same, for connections that were meant to go there. */
  Listener towards(InetSocketAddress original, UpstreamPool pool, Recorder named) {
    return new Listener(loop, limits, options, pool, speaksFirst, named, null, original);
  }

  /** What to expect of its clients; not for a listener that only leads to {@link Destinations}. */
  Protocol protocol() {
    return options.protocolFor(
        destination == null ? upstreams.endpoint(0).port() : destination.getPort());
  }

  /** What {@link SpeaksFirst} remembers its server by. */
  Object serverKey() {
    return destination == null ? upstreams.endpoint(0) : destination;
  }
}
