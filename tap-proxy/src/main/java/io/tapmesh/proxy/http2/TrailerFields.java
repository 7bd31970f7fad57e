package io.tapmesh.proxy.http2;

import io.tapmesh.proxy.http2.hpack.HeaderField;
import org.jspecify.annotations.Nullable;

/** What follows a body (RFC 9113, 8.1). */
public final class TrailerFields extends HeadFields {

  @Override
  void begin() {
    // It has nothing of its own.
  }

  @Override
  @Nullable String pseudoHeader(HeaderField field) {
    return "a pseudo-header among the trailers";
  }

  @Override
  @Nullable String complete() {
    return null;
  }
}
