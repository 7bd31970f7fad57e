package io.tapmesh.api.traces;

import static java.util.Objects.requireNonNull;

/** An attribute that a span, or with {@code resource.} before the key its resource, must have. */
public record AttributeFilter(String key, String value) {

  private static final String RESOURCE = "resource.";

  /** Checks that nothing is missing. */
  public AttributeFilter {
    requireNonNull(key, "key");
    requireNonNull(value, "value");
  }

  /** The column that holds it. */
  String column() {
    return key.startsWith(RESOURCE) ? "ResourceAttributes" : "SpanAttributes";
  }

  /** The key in that column. */
  String plainKey() {
    return key.startsWith(RESOURCE) ? key.substring(RESOURCE.length()) : key;
  }
}
