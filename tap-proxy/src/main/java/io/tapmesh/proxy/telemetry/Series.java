package io.tapmesh.proxy.telemetry;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What all exchanges have in common that are counted together. Used on one event loop only.
 *
 * @see SeriesTable
 */
final class Series {

  final Family family;
  final String method;
  final String version;
  final String scheme;
  final String peer;
  final String revision;
  final @Nullable String route;
  final @Nullable String tlsVersion;
  final @Nullable String error;
  final int status;
  final int rpcStatus;

  /** The metrics. */
  final Cells cells;

  /** The bytes that the spans have in common, once {@link SpanEncoder} has made them. */
  byte @Nullable [] spanBytes;

  /** The next one in the same slot of the table. */
  @Nullable Series next;

  Series(
      Family family,
      Exchange exchange,
      int status,
      @Nullable String error,
      String peer,
      @Nullable String route) {
    this.family = family;
    this.status = status;
    this.error = error;
    this.peer = peer;
    this.route = route;
    method = exchange.method;
    version = exchange.protocolVersion;
    scheme = exchange.scheme;
    revision = exchange.recorder.revision();
    tlsVersion = exchange.tlsVersion();
    rpcStatus = exchange.rpcStatus;
    cells = new Cells(family, SeriesAttributes.of(this));
  }

  boolean isOf(
      Family wanted,
      Exchange exchange,
      int wantedStatus,
      @Nullable String wantedError,
      String wantedPeer,
      @Nullable String wantedRoute) {
    return status == wantedStatus
        && family == wanted
        && rpcStatus == exchange.rpcStatus
        && method.equals(exchange.method)
        && peer.equals(wantedPeer)
        && Objects.equals(route, wantedRoute)
        && Objects.equals(error, wantedError)
        && version.equals(exchange.protocolVersion)
        && scheme.equals(exchange.scheme)
        && Objects.equals(tlsVersion, exchange.tlsVersion())
        && revision.equals(exchange.recorder.revision());
  }
}
