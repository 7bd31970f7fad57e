package io.tapmesh.proxy.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * What tells a series from others. The revision of the configuration is no part of it: a reload
 * that changes nothing about a listener goes on with the same series.
 */
record SeriesId(
    Family family,
    String method,
    String version,
    String scheme,
    String peer,
    @Nullable String route,
    @Nullable String tlsVersion,
    @Nullable String error,
    int status,
    int rpcStatus) {

  static SeriesId of(Family family, Exchange exchange, int status, @Nullable String error) {
    return new SeriesId(
        family,
        exchange.method,
        exchange.protocolVersion,
        exchange.scheme,
        exchange.peer,
        exchange.route,
        exchange.tlsVersion(),
        error,
        status,
        exchange.rpcStatus);
  }
}
