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
    int query = target.indexOf('?');
    String path = query < 0 ? target : target.substring(0, query);
    int authority = path.startsWith("/") ? -1 : path.indexOf("://");
    if (authority < 0) {
      return path;
    }
    int slash = path.indexOf('/', authority + 3);
    return slash < 0 ? "/" : path.substring(slash);
  }
}
