package io.tapmesh.proxy.telemetry;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What all exchanges have in common that are counted together. Used on one event loop only.
 *
 * @see SeriesTable
 */
final class Series {

  final SeriesId id;

  /** Whether it is beyond the limit: it stands for many, or is there for one span only. */
  final boolean isOverflow;

  /** The metrics. */
  final Cells cells;

  /** The bytes that the spans have in common, once {@link SpanEncoder} has made them. */
  byte @Nullable [] spanBytes;

  /** The revision of the configuration that {@link #spanBytes} name. */
  @Nullable String spanRevision;

  /** The next one in the same slot of the table. */
  @Nullable Series next;

  // The fields of the id, where comparing finds them at once.
  final Family family;
  final String method;
  final String version;
  final String scheme;
  final String peer;
  final @Nullable String route;
  final @Nullable String tlsVersion;
  final @Nullable String error;
  final int status;
  final int rpcStatus;

  Series(SeriesId id, boolean isOverflow) {
    this.id = id;
    this.isOverflow = isOverflow;
    family = id.family();
    method = id.method();
    version = id.version();
    scheme = id.scheme();
    peer = id.peer();
    route = id.route();
    tlsVersion = id.tlsVersion();
    error = id.error();
    status = id.status();
    rpcStatus = id.rpcStatus();
    cells = new Cells(family, SeriesAttributes.of(id));
  }

  boolean isOf(Family wanted, Exchange exchange, int wantedStatus, @Nullable String wantedError) {
    return status == wantedStatus
        && family == wanted
        && rpcStatus == exchange.rpcStatus
        && method.equals(exchange.method)
        && peer.equals(exchange.peer)
        && Objects.equals(route, exchange.route)
        && Objects.equals(error, wantedError)
        && version.equals(exchange.protocolVersion)
        && scheme.equals(exchange.scheme)
        && Objects.equals(tlsVersion, exchange.tlsVersion());
  }
}
