package io.tapmesh.proxy.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.tapmesh.schemas.AttributeKeys;
import org.jspecify.annotations.Nullable;

/** Writes down what a series is, after the conventions for its kind. */
final class SeriesAttributes {

  private SeriesAttributes() {}

  static Attributes of(SeriesId series) {
    AttributesBuilder attributes = Attributes.builder();
    switch (series.family()) {
      case HTTP_SERVER, HTTP_CLIENT -> http(series, attributes);
      case RPC_SERVER, RPC_CLIENT -> rpc(series, attributes);
      case TCP_SERVER, TCP_CLIENT -> attributes.put(text(AttributeKeys.NETWORK_TRANSPORT), "tcp");
      default -> throw new IllegalArgumentException("no exchanges belong to " + series.family());
    }
    put(attributes, AttributeKeys.ERROR_TYPE, series.error());
    put(attributes, AttributeKeys.TLS_PROTOCOL_VERSION, series.tlsVersion());
    attributes.put(text(AttributeKeys.SERVICE_PEER_NAME), series.peer());
    return attributes.build();
  }

  private static void http(SeriesId series, AttributesBuilder attributes) {
    attributes
        .put(text(AttributeKeys.HTTP_REQUEST_METHOD), series.method())
        .put(text(AttributeKeys.URL_SCHEME), series.scheme())
        .put(text(AttributeKeys.NETWORK_PROTOCOL_NAME), "http")
        .put(text(AttributeKeys.NETWORK_PROTOCOL_VERSION), series.version());
    put(attributes, AttributeKeys.HTTP_ROUTE, series.route());
    if (series.status() > 0) {
      attributes.put(
          AttributeKey.longKey(AttributeKeys.HTTP_RESPONSE_STATUS_CODE), (long) series.status());
    }
  }

  private static void rpc(SeriesId series, AttributesBuilder attributes) {
    attributes.put(text(AttributeKeys.RPC_SYSTEM_NAME), "grpc");
    put(attributes, AttributeKeys.RPC_METHOD, series.route());
    if (series.rpcStatus() >= 0) {
      String status = GrpcStatus.nameOf(series.rpcStatus());
      attributes.put(text(AttributeKeys.RPC_RESPONSE_STATUS_CODE), status);
      attributes.put(
          AttributeKey.longKey(AttributeKeys.RPC_STATUS_CODE), (long) series.rpcStatus());
    }
  }

  private static AttributeKey<String> text(String key) {
    return AttributeKey.stringKey(key);
  }

  private static void put(AttributesBuilder attributes, String key, @Nullable String value) {
    if (value != null) {
      attributes.put(text(key), value);
    }
  }
}
