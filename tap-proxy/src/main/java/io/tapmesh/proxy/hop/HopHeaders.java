package io.tapmesh.proxy.hop;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What a listener adds to messages, besides the trace context.
 *
 * @param via null for no {@code Via}
 * @param trustForwarded whether what clients say of who sent a request is kept, and added to; if
 *     not, it goes no further than here
 */
public record HopHeaders(@Nullable Via via, ForwardedForm forwarded, boolean trustForwarded) {

  public HopHeaders {
    requireNonNull(forwarded, "forwarded");
  }
}
