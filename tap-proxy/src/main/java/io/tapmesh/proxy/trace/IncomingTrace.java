package io.tapmesh.proxy.trace;

import org.jspecify.annotations.Nullable;

/**
 * What a request said about the trace that it belongs to.
 *
 * @param parent the caller's span; one that is not valid begins a new trace, which B3 may have
 *     decided about all the same: then its flags say how
 * @param isDeferred whether it is left to us whether to sample
 * @param isDebug whether B3 asked for a trace to be kept by everybody
 * @param state what {@code tracestate} said
 * @param b3 the form of B3 that came in and is to be answered in kind
 * @param shortTraceId whether B3 gave a trace id of 64 bits
 */
public record IncomingTrace(
    SpanRef parent,
    boolean isDeferred,
    boolean isDebug,
    StateMembers state,
    B3Form b3,
    boolean shortTraceId) {

  /** How B3 headers are laid out. */
  public enum B3Form {
    NONE,
    /** {@code b3}. */
    SINGLE,
    /** {@code X-B3-TraceId} and its companions. */
    MULTI,
    BOTH
  }

  /** Nothing. */
  public static final IncomingTrace NONE =
      new IncomingTrace(SpanRef.NONE, true, false, StateMembers.NONE, B3Form.NONE, false);

  /**
   * The service that our member of {@code tracestate} claims to come from, or null. Nothing vouches
   * for it before mutual TLS does.
   */
  public @Nullable String caller() {
    return state.caller();
  }
}
