package io.tapmesh.proxy.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * What recording needs to know of a listener.
 *
 * @param routes templates for paths
 * @param callee the service that an outbound listener leads to; null on an inbound one
 */
public record ListenerTelemetry(Direction direction, Routes routes, @Nullable String callee) {}
