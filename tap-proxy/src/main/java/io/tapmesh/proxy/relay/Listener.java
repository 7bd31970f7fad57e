package io.tapmesh.proxy.relay;

import io.tapmesh.proxy.telemetry.Recorder;

/**
 * A configured listener on one event loop: where its requests go and how they are recorded.
 *
 * @param upstreams the pool of connections; its own for each loop, so that nothing is handed from
 *     thread to thread
 */
record Listener(RelayLoop loop, RelayLimits limits, UpstreamPool upstreams, Recorder recorder) {}
