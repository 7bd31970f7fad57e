package io.tapmesh.proxy.trace;

import io.tapmesh.proxy.http.Fields;
import io.tapmesh.proxy.http.HeaderId;
import io.tapmesh.proxy.http.Text;
import io.tapmesh.proxy.http.TextCache;
import io.tapmesh.proxy.trace.IncomingTrace.B3Form;
import org.jspecify.annotations.Nullable;

/**
 * Reads trace context: <a href="https://www.w3.org/TR/trace-context/">W3C</a> first, then <a
 * href="https://github.com/openzipkin/b3-propagation">B3</a>. What is malformed counts as absent.
 * Used on one event loop only.
 */
public final class TraceReader {

  private static final long B3_MULTI =
      HeaderId.X_B3_TRACE_ID.bit()
          | HeaderId.X_B3_SPAN_ID.bit()
          | HeaderId.X_B3_PARENT_SPAN_ID.bit()
          | HeaderId.X_B3_SAMPLED.bit()
          | HeaderId.X_B3_FLAGS.bit();
  private static final long B3 = HeaderId.B3.bit() | B3_MULTI;
  private static final long ANY = HeaderId.TRACEPARENT.bit() | B3;

  private static final int TRACE_ID = 32;
  private static final int SPAN_ID = 16;
  private static final int TRACEPARENT_LENGTH = 55;
  private static final int KNOWN_FLAGS = SpanRef.SAMPLED | SpanRef.RANDOM;

  /** Lists of callers repeat themselves: they name the caller and little else. */
  private static final int STATES = 64;

  private final TextCache states = new TextCache(STATES);

  /** Reads the trace context of a request. */
  public IncomingTrace read(Fields head) {
    if (!head.hasAny(ANY)) {
      return IncomingTrace.NONE;
    }
    SpanRef parent = readW3c(head);
    // Without a valid traceparent its companion means nothing (W3C, 3.3.1).
    StateMembers state = parent == null ? StateMembers.NONE : readState(head);
    if (!head.hasAny(B3)) {
      return parent == null
          ? IncomingTrace.NONE
          : new IncomingTrace(parent, false, state, B3Form.NONE, false);
    }
    B3Form form = b3Form(head);
    B3Context b3 = form == B3Form.MULTI ? readMulti(head) : readSingle(head.value(HeaderId.B3));
    boolean shortTraceId = b3 != null && b3.isShort();
    boolean deferred = parent == null && b3 != null && b3.isDeferred();
    if (parent == null) {
      parent = b3 == null ? SpanRef.NONE : b3.span();
    }
    return new IncomingTrace(parent, deferred, state, form, shortTraceId);
  }

  /** What {@code tracestate} says. */
  public StateMembers readState(Fields head) {
    Text only = head.text(HeaderId.TRACESTATE, states);
    if (only == null) {
      return StateMembers.NONE;
    }
    if (head.count(HeaderId.TRACESTATE) > 1) {
      return StateMembers.parse(joined(head));
    }
    if (only.memo() instanceof StateMembers known) {
      return known;
    }
    StateMembers members = StateMembers.parse(only.value());
    only.memo(members);
    return members;
  }

  private static String joined(Fields head) {
    StringBuilder joined = new StringBuilder(128);
    for (int i = 0; i < head.count(); i++) {
      if (head.id(i) == HeaderId.TRACESTATE) {
        joined.append(joined.isEmpty() ? "" : ",").append(head.value(i));
      }
    }
    return joined.toString();
  }

  private static B3Form b3Form(Fields head) {
    boolean multi = head.hasAny(B3_MULTI);
    if (head.hasAny(HeaderId.B3.bit())) {
      return multi ? B3Form.BOTH : B3Form.SINGLE;
    }
    return multi ? B3Form.MULTI : B3Form.NONE;
  }

  private static @Nullable SpanRef readW3c(Fields head) {
    String value = head.value(HeaderId.TRACEPARENT);
    if (value == null || head.count(HeaderId.TRACEPARENT) > 1) {
      return null;
    }
    return parseTraceparent(value);
  }

  static @Nullable SpanRef parseTraceparent(String value) {
    int length = value.length();
    if (length < TRACEPARENT_LENGTH
        || value.charAt(2) != '-'
        || value.charAt(35) != '-'
        || value.charAt(52) != '-'
        || !Hex.isHex(value, 0, 2, false)
        || !Hex.isHex(value, 3, 35, false)
        || !Hex.isHex(value, 36, 52, false)
        || !Hex.isHex(value, 53, TRACEPARENT_LENGTH, false)) {
      return null;
    }
    boolean version0 = value.startsWith("00");
    if (value.startsWith("ff")
        || (version0 && length > TRACEPARENT_LENGTH)
        || (length > TRACEPARENT_LENGTH && value.charAt(TRACEPARENT_LENGTH) != '-')) {
      return null;
    }
    int flags = (int) Hex.parse(value, 53, TRACEPARENT_LENGTH) & KNOWN_FLAGS;
    SpanRef span =
        new SpanRef(
            Hex.parse(value, 3, 19), Hex.parse(value, 19, 35), Hex.parse(value, 36, 52), flags);
    return span.isValid() ? span : null;
  }

  private static @Nullable B3Context readMulti(Fields head) {
    String sampled = head.value(HeaderId.X_B3_SAMPLED);
    boolean debug = "1".equals(head.value(HeaderId.X_B3_FLAGS));
    return b3(
        head.value(HeaderId.X_B3_TRACE_ID),
        head.value(HeaderId.X_B3_SPAN_ID),
        debug ? "d" : sampled);
  }

  private static @Nullable B3Context readSingle(@Nullable String value) {
    if (value == null) {
      return null;
    }
    String[] parts = value.split("-", 5);
    if (parts.length < 2 || parts.length > 4) {
      return null;
    }
    return b3(parts[0], parts[1], parts.length > 2 ? parts[2] : null);
  }

  private static @Nullable B3Context b3(
      @Nullable String traceId, @Nullable String spanId, @Nullable String sampled) {
    if (traceId == null
        || spanId == null
        || spanId.length() != SPAN_ID
        || !Hex.isHex(spanId, 0, SPAN_ID, true)
        || !Hex.isHex(traceId, 0, traceId.length(), true)) {
      return null;
    }
    boolean isShort = traceId.length() == TRACE_ID / 2;
    if (!isShort && traceId.length() != TRACE_ID) {
      return null;
    }
    long high = isShort ? 0 : Hex.parse(traceId, 0, TRACE_ID / 2);
    long low = Hex.parse(traceId, traceId.length() - TRACE_ID / 2, traceId.length());
    boolean refused = "0".equals(sampled) || "false".equalsIgnoreCase(sampled);
    SpanRef span =
        new SpanRef(high, low, Hex.parse(spanId, 0, SPAN_ID), refused ? 0 : SpanRef.SAMPLED);
    return span.isValid() ? new B3Context(span, sampled == null, isShort) : null;
  }

  private record B3Context(SpanRef span, boolean isDeferred, boolean isShort) {}
}
