package io.tapmesh.proxy.trace;

/**
 * Which span, of which trace, and whether it is recorded. The ids are kept as numbers: as text they
 * would be several objects for each request.
 *
 * @param traceIdHigh the first half of the trace id; zero for ids of 64 bits
 * @param traceIdLow the second half
 * @param spanId zero for no span
 * @param flags of <a href="https://www.w3.org/TR/trace-context-2/#trace-flags">W3C</a>: {@link
 *     #SAMPLED}, {@link #RANDOM}
 */
public record SpanRef(long traceIdHigh, long traceIdLow, long spanId, int flags) {

  /** The span is recorded. */
  public static final int SAMPLED = 1;

  /** The lowest 56 bits of the trace id are random. */
  public static final int RANDOM = 2;

  /** No span. */
  public static final SpanRef NONE = new SpanRef(0, 0, 0, 0);

  /** Whether it is a span at all. */
  public boolean isValid() {
    return spanId != 0 && (traceIdHigh | traceIdLow) != 0;
  }

  public boolean isSampled() {
    return (flags & SAMPLED) != 0;
  }
}
