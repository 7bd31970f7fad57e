package io.tapmesh.proxy.http;

import org.jspecify.annotations.Nullable;

/** The header fields of a message, in the order in which they came, whatever the version. */
public interface Fields {

  /** Number of fields, pseudo-headers left out. */
  int count();

  HeaderId id(int header);

  /** The value of a field, one char per byte. */
  String value(int header);

  /** Whether a field has this name, given in lower case, in whatever case it was sent. */
  boolean isNamed(int header, byte[] lowerCaseName);

  /** Whether any of the headers of a mask of {@link HeaderId#bit}s is present. */
  boolean hasAny(long mask);

  /** Whether a header is present. */
  default boolean has(HeaderId id) {
    return hasAny(id.bit());
  }

  /** How often a header occurs. */
  default int count(HeaderId id) {
    int n = 0;
    for (int i = 0; i < count(); i++) {
      n += id(i) == id ? 1 : 0;
    }
    return n;
  }

  /** The value of the first such header, one char per byte, or null. */
  default @Nullable String value(HeaderId id) {
    if (has(id)) {
      for (int i = 0; i < count(); i++) {
        if (id(i) == id) {
          return value(i);
        }
      }
    }
    return null;
  }

  /** As {@link #value(int)}, but the same object each time while the cache remembers it. */
  default Text text(int header, TextCache cache) {
    return cache.of(value(header));
  }

  /** As {@link #value(HeaderId)}, but the same object each time while the cache remembers it. */
  default @Nullable Text text(HeaderId id, TextCache cache) {
    String value = value(id);
    return value == null ? null : cache.of(value);
  }
}
