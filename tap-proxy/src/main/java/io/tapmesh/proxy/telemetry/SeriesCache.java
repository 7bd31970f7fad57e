package io.tapmesh.proxy.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.tapmesh.schemas.AttributeKeys;
import io.tapmesh.schemas.Services;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The attribute sets of metric points, made once for each combination that occurs, so that
 * recording a request allocates nothing. Used on one event loop only.
 */
final class SeriesCache {

  private static final AttributeKey<String> METHOD =
      AttributeKey.stringKey(AttributeKeys.HTTP_REQUEST_METHOD);
  private static final AttributeKey<Long> STATUS =
      AttributeKey.longKey(AttributeKeys.HTTP_RESPONSE_STATUS_CODE);
  private static final AttributeKey<String> ROUTE =
      AttributeKey.stringKey(AttributeKeys.HTTP_ROUTE);
  private static final AttributeKey<String> ERROR =
      AttributeKey.stringKey(AttributeKeys.ERROR_TYPE);
  private static final AttributeKey<String> PROTOCOL =
      AttributeKey.stringKey(AttributeKeys.NETWORK_PROTOCOL_NAME);
  private static final AttributeKey<String> VERSION =
      AttributeKey.stringKey(AttributeKeys.NETWORK_PROTOCOL_VERSION);
  private static final AttributeKey<String> SCHEME =
      AttributeKey.stringKey(AttributeKeys.URL_SCHEME);
  private static final AttributeKey<String> PEER =
      AttributeKey.stringKey(AttributeKeys.SERVICE_PEER_NAME);
  private static final AttributeKey<String> REVISION =
      AttributeKey.stringKey(AttributeKeys.CONFIG_REVISION);

  private final Map<Key, Attributes> series = new HashMap<>();
  private final Key probe = new Key();
  private final int limit;
  private final LongAdder folded;
  private final String revision;

  SeriesCache(int limit, LongAdder folded, String revision) {
    this.limit = limit;
    this.folded = folded;
    this.revision = revision;
  }

  Attributes of(Exchange exchange, @Nullable String error) {
    probe.set(exchange, error);
    Attributes known = series.get(probe);
    return known == null ? add(exchange, error) : known;
  }

  private Attributes add(Exchange exchange, @Nullable String error) {
    boolean full = series.size() >= limit;
    if (full) {
      // Only the peer and the route can take many values; without them the rest is small.
      folded.increment();
      probe.peer = Services.OTHER;
      probe.route = exchange.route == null ? null : Services.OTHER;
      Attributes known = series.get(probe);
      if (known != null) {
        return known;
      }
    }
    AttributesBuilder attributes =
        Attributes.builder()
            .put(METHOD, probe.method)
            .put(PROTOCOL, "http")
            .put(VERSION, probe.version)
            .put(SCHEME, "http")
            .put(PEER, probe.peer)
            .put(REVISION, revision);
    if (probe.status > 0) {
      attributes.put(STATUS, (long) probe.status);
    }
    if (probe.route != null) {
      attributes.put(ROUTE, probe.route);
    }
    if (error != null) {
      attributes.put(ERROR, error);
    }
    Attributes built = attributes.build();
    series.put(probe.copy(), built);
    return built;
  }

  /** Mutable, so that looking something up needs no object. */
  private static final class Key {

    private String method = "";
    private String version = "";
    private String peer = "";
    private @Nullable String route;
    private @Nullable String error;
    private int status;

    void set(Exchange exchange, @Nullable String errorType) {
      method = exchange.method;
      version = exchange.protocolVersion;
      peer = exchange.peer;
      route = exchange.route;
      error = errorType;
      status = exchange.status;
    }

    Key copy() {
      Key copy = new Key();
      copy.method = method;
      copy.version = version;
      copy.peer = peer;
      copy.route = route;
      copy.error = error;
      copy.status = status;
      return copy;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key that
          && status == that.status
          && method.equals(that.method)
          && version.equals(that.version)
          && peer.equals(that.peer)
          && Objects.equals(route, that.route)
          && Objects.equals(error, that.error);
    }

    @Override
    public int hashCode() {
      int hash = method.hashCode() * 31 + status;
      hash = hash * 31 + peer.hashCode();
      hash = hash * 31 + (route == null ? 0 : route.hashCode());
      hash = hash * 31 + (error == null ? 0 : error.hashCode());
      return hash * 31 + version.hashCode();
    }
  }
}
