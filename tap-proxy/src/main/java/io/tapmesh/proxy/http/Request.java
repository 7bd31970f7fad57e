package io.tapmesh.proxy.http;

import org.jspecify.annotations.Nullable;

/** What telemetry reads of a request's head, whatever the version of HTTP. */
public interface Request extends Fields {

  /** As sent: method names are case-sensitive. */
  String method();

  /** Whether the method is this one, without making a string of it. */
  boolean isMethod(byte[] name);

  /** The request target, one char per byte: a path with its query, in most cases. */
  String target();

  /** Whom the client asked for: {@code Host} or {@code :authority}; null if it did not say. */
  @Nullable String authority();

  /** A value for {@code network.protocol.version}. */
  String protocolVersion();

  /** As {@link #authority()}, but the same object each time while the cache remembers it. */
  default @Nullable Text authority(TextCache cache) {
    String authority = authority();
    return authority == null ? null : cache.of(authority);
  }

  /** The path of the target, without its query. */
  default Text path(TextCache cache) {
    return cache.of(pathOf(target()));
  }

  /** The path of a target in any form, without its query. */
  static String pathOf(String target) {
    int start = 0;
    if (!target.startsWith("/")) {
      int authority = target.indexOf("://");
      int slash = authority < 0 ? -1 : target.indexOf('/', authority + 3);
      int query = target.indexOf('?');
      if (slash < 0 || (query >= 0 && slash > query)) {
        return authority < 0 ? target : "/";
      }
      start = slash;
    }
    int query = target.indexOf('?', start);
    return target.substring(start, query < 0 ? target.length() : query);
  }
}
