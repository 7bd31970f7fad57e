package io.tapmesh.proxy.trace;

import io.opentelemetry.api.trace.SpanContext;
import org.jspecify.annotations.Nullable;

/**
 * What a request said about the trace that it belongs to.
 *
 * @param parent the caller's span, remote; {@link SpanContext#getInvalid} begins a new trace
 * @param state the members of {@code tracestate} as they came, without ours; empty if none
 * @param caller the service that our member of {@code tracestate} claims to come from, or null.
 *     Nothing vouches for it before mutual TLS does
 * @param b3 the form of B3 that came in and is to be answered in kind
 * @param shortTraceId whether B3 gave a trace id of 64 bits
 */
public record IncomingTrace(
    SpanContext parent, String state, @Nullable String caller, B3Form b3, boolean shortTraceId) {

  /** How B3 headers are laid out. */
  public enum B3Form {
    NONE,
    /** {@code b3}. */
    SINGLE,
    /** {@code X-B3-TraceId} and its companions. */
    MULTI,
    BOTH
  }

  static final IncomingTrace NONE =
      new IncomingTrace(SpanContext.getInvalid(), "", null, B3Form.NONE, false);
}
