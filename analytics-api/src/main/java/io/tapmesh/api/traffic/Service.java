package io.tapmesh.api.traffic;

/**
 * A service with what it received and sent.
 *
 * @param outbound what it called others for
 */
public record Service(String name, NodeKind kind, Stats inbound, Stats outbound) {}
