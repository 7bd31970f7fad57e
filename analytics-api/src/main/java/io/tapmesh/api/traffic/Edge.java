package io.tapmesh.api.traffic;

import java.util.List;

/** The calls of one service to another. */
public record Edge(
    String source,
    String destination,
    String reporter,
    List<String> protocols,
    long encryptedRequests,
    List<String> tlsVersions,
    Stats stats) {}
