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
          : new IncomingTrace(parent, false, false, state, B3Form.NONE, false);
    }
    B3Form form = b3Form(head);
    B3Context b3 = readSingle(head.value(HeaderId.B3));
    if (b3 == null) {
      b3 = readMulti(head);
    }
    boolean deferred = parent == null && b3.decision() == Decision.NONE;
    boolean debug = b3.decision() == Decision.DEBUG;
    return new IncomingTrace(
        parent == null ? b3.span() : parent, deferred, debug, state, form, b3.isShort());
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

  /** Each header counts on its own: a decision needs no ids. */
  private static B3Context readMulti(Fields head) {
    boolean debug = "1".equals(head.value(HeaderId.X_B3_FLAGS));
    Decision decision = debug ? Decision.DEBUG : Decision.of(head.value(HeaderId.X_B3_SAMPLED));
    B3Context whole =
        b3(head.value(HeaderId.X_B3_TRACE_ID), head.value(HeaderId.X_B3_SPAN_ID), decision);
    return whole == null ? new B3Context(decision.without(), decision, false) : whole;
  }

  private static @Nullable B3Context readSingle(@Nullable String value) {
    if (value == null) {
      return null;
    }
    String[] parts = value.split("-", 5);
    if (parts.length == 1) {
      Decision decision = Decision.of(value);
      return decision == Decision.NONE ? null : new B3Context(decision.without(), decision, false);
    }
    if (parts.length > 4) {
      return null;
    }
    return b3(parts[0], parts[1], parts.length > 2 ? Decision.of(parts[2]) : Decision.NONE);
  }

  private static @Nullable B3Context b3(
      @Nullable String traceId, @Nullable String spanId, Decision decision) {
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
    SpanRef span = new SpanRef(high, low, Hex.parse(spanId, 0, SPAN_ID), decision.flags);
    return span.isValid() ? new B3Context(span, decision, isShort) : null;
  }

  /** What B3 says about whether to sample. */
  private enum Decision {
    NONE(0),
    DENY(0),
    ACCEPT(SpanRef.SAMPLED),
    DEBUG(SpanRef.SAMPLED);

    private final int flags;

    Decision(int flags) {
      this.flags = flags;
    }

    static Decision of(@Nullable String sampled) {
      if (sampled == null) {
        return NONE;
      }
      return switch (sampled) {
        case "0" -> DENY;
        case "1" -> ACCEPT;
        case "d" -> DEBUG;
        default -> {
          // What tracers said before B3 was written down.
          if ("false".equalsIgnoreCase(sampled)) {
            yield DENY;
          }
          yield "true".equalsIgnoreCase(sampled) ? ACCEPT : NONE;
        }
      };
    }

    /** The decision about a trace whose ids are yet to be made. */
    SpanRef without() {
      return new SpanRef(0, 0, 0, flags);
    }
  }

  private record B3Context(SpanRef span, Decision decision, boolean isShort) {}
}
