package io.tapmesh.proxy.telemetry;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an exchange was, for people. Holds no header but those that are allowed, and no query of the
 * path.
 *
 * @param atMillis when it ended, Unix time
 * @param status 0 for none
 * @param headers of the request, by lower-case name
 * @param traceId empty if it has none
 */
public record EndedExchange(
    long atMillis,
    String direction,
    String peer,
    String protocol,
    String method,
    @Nullable String path,
    @Nullable String route,
    int status,
    @Nullable String error,
    long durationNanos,
    long requestBytes,
    long responseBytes,
    @Nullable String client,
    @Nullable String upstream,
    Map<String, String> headers,
    String traceId,
    String spanId) {

  private static final HexFormat HEX = HexFormat.of();

  /** Takes down what is known; on the exchange's event loop. */
  public static EndedExchange of(
      Exchange exchange,
      @Nullable String error,
      long durationNanos,
      long atMillis,
      KeptHeaders headers) {
    boolean traced = exchange.span.isValid();
    boolean isHttp = exchange.kind == Exchange.Kind.HTTP;
    return new EndedExchange(
        atMillis,
        exchange.recorder.direction().name().toLowerCase(Locale.ROOT),
        exchange.peer,
        isHttp
            ? (exchange.rpcMethod == null ? "http/" + exchange.protocolVersion : "grpc")
            : exchange.kind.name().toLowerCase(Locale.ROOT),
        exchange.method,
        exchange.path == null ? null : exchange.path.value(),
        exchange.route,
        exchange.status,
        error,
        durationNanos,
        exchange.requestBytes,
        exchange.responseBytes,
        exchange.clientAddress,
        exchange.upstreamAddress == null
            ? null
            : exchange.upstreamAddress + ":" + exchange.upstreamPort,
        headers.of(exchange),
        traced
            ? HEX.toHexDigits(exchange.span.traceIdHigh())
                + HEX.toHexDigits(exchange.span.traceIdLow())
            : "",
        traced ? HEX.toHexDigits(exchange.span.spanId()) : "");
  }
}
