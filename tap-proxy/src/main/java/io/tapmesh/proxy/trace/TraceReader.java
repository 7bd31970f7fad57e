package io.tapmesh.proxy.trace;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import io.tapmesh.proxy.http.Fields;
import io.tapmesh.proxy.http.HeaderId;
import io.tapmesh.proxy.trace.IncomingTrace.B3Form;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads trace context: <a href="https://www.w3.org/TR/trace-context/">W3C</a> first, then <a
 * href="https://github.com/openzipkin/b3-propagation">B3</a>. What is malformed counts as absent.
 */
public final class TraceReader {

  private static final long B3_MULTI =
      HeaderId.X_B3_TRACE_ID.bit()
          | HeaderId.X_B3_SPAN_ID.bit()
          | HeaderId.X_B3_PARENT_SPAN_ID.bit()
          | HeaderId.X_B3_SAMPLED.bit()
          | HeaderId.X_B3_FLAGS.bit();
  private static final long ANY = HeaderId.TRACEPARENT.bit() | HeaderId.B3.bit() | B3_MULTI;

  private static final int TRACE_ID = 32;
  private static final int SPAN_ID = 16;
  private static final int TRACEPARENT_LENGTH = 55;
  private static final String SHORT_ID_PADDING = "0000000000000000";

  private TraceReader() {}

  /** Reads the trace context of a request. */
  public static IncomingTrace read(Fields head) {
    if (!head.hasAny(ANY)) {
      return IncomingTrace.NONE;
    }
    SpanContext parent = readW3c(head);
    String state = "";
    String caller = null;
    if (parent != null && head.has(HeaderId.TRACESTATE)) {
      // Without a valid traceparent its companion means nothing (W3C, 3.3.1).
      StateMembers members = StateMembers.read(head);
      state = members.others();
      caller = members.caller();
    }
    B3Form form = b3Form(head);
    boolean shortTraceId = false;
    if (form != B3Form.NONE) {
      B3 b3 = form == B3Form.MULTI ? readMulti(head) : readSingle(head.value(HeaderId.B3));
      shortTraceId = b3 != null && b3.shortTraceId;
      parent = parent == null && b3 != null ? b3.context() : parent;
    }
    SpanContext context = parent == null ? SpanContext.getInvalid() : parent;
    return new IncomingTrace(context, state, caller, form, shortTraceId);
  }

  private static B3Form b3Form(Fields head) {
    boolean single = head.has(HeaderId.B3);
    boolean multi = head.hasAny(B3_MULTI);
    if (single) {
      return multi ? B3Form.BOTH : B3Form.SINGLE;
    }
    return multi ? B3Form.MULTI : B3Form.NONE;
  }

  private static @Nullable SpanContext readW3c(Fields head) {
    String value = head.value(HeaderId.TRACEPARENT);
    if (value == null || head.count(HeaderId.TRACEPARENT) > 1) {
      return null;
    }
    return parseTraceparent(value);
  }

  static @Nullable SpanContext parseTraceparent(String value) {
    int length = value.length();
    if (length < TRACEPARENT_LENGTH
        || !isLowerHex(value, 0, 2)
        || value.charAt(2) != '-'
        || value.charAt(35) != '-'
        || value.charAt(52) != '-'
        || !isLowerHex(value, 53, TRACEPARENT_LENGTH)) {
      return null;
    }
    boolean version0 = value.startsWith("00");
    if (value.startsWith("ff")
        || (version0 && length > TRACEPARENT_LENGTH)
        || (length > TRACEPARENT_LENGTH && value.charAt(TRACEPARENT_LENGTH) != '-')) {
      return null;
    }
    String traceId = value.substring(3, 35);
    String spanId = value.substring(36, 52);
    if (!TraceId.isValid(traceId) || !SpanId.isValid(spanId)) {
      return null;
    }
    return remote(traceId, spanId, TraceFlags.fromHex(value, 53));
  }

  private static @Nullable B3 readMulti(Fields head) {
    String sampled = head.value(HeaderId.X_B3_SAMPLED);
    boolean debug = "1".equals(head.value(HeaderId.X_B3_FLAGS));
    return b3(
        head.value(HeaderId.X_B3_TRACE_ID),
        head.value(HeaderId.X_B3_SPAN_ID),
        debug ? "d" : sampled);
  }

  private static @Nullable B3 readSingle(@Nullable String value) {
    if (value == null) {
      return null;
    }
    String[] parts = value.split("-", 5);
    if (parts.length < 2 || parts.length > 4) {
      return null;
    }
    return b3(parts[0], parts[1], parts.length > 2 ? parts[2] : null);
  }

  private static @Nullable B3 b3(
      @Nullable String traceId, @Nullable String spanId, @Nullable String sampled) {
    if (traceId == null || spanId == null || spanId.length() != SPAN_ID) {
      return null;
    }
    boolean shortId = traceId.length() == SPAN_ID;
    String trace = (shortId ? SHORT_ID_PADDING + traceId : traceId).toLowerCase(Locale.ROOT);
    String span = spanId.toLowerCase(Locale.ROOT);
    if (trace.length() != TRACE_ID || !TraceId.isValid(trace) || !SpanId.isValid(span)) {
      return null;
    }
    // No decision yet ("deferred") is ours to make, and we record.
    boolean record = !"0".equals(sampled) && !"false".equalsIgnoreCase(sampled);
    return new B3(trace, span, record, shortId);
  }

  private static SpanContext remote(String traceId, String spanId, TraceFlags flags) {
    return SpanContext.createFromRemoteParent(traceId, spanId, flags, TraceState.getDefault());
  }

  private static boolean isLowerHex(String text, int start, int end) {
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  private record B3(String traceId, String spanId, boolean sampled, boolean shortTraceId) {

    SpanContext context() {
      return remote(traceId, spanId, sampled ? TraceFlags.getSampled() : TraceFlags.getDefault());
    }
  }
}
