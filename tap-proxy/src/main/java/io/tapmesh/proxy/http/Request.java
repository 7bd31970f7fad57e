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
}
