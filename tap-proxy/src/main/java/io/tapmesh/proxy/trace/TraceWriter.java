package io.tapmesh.proxy.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.tapmesh.proxy.http.FieldEdits;
import io.tapmesh.proxy.http.HeaderId;
import io.tapmesh.proxy.trace.IncomingTrace.B3Form;
import io.tapmesh.schemas.Services;
import org.jspecify.annotations.Nullable;

/**
 * Writes trace context: always W3C, and B3 in the form in which it came.
 *
 * <p>Thread-safe.
 */
public final class TraceWriter {

  private static final byte[] SAMPLED = {'1'};
  private static final byte[] NOT_SAMPLED = {'0'};
  private static final int TRACE_ID = 32;
  private static final int SPAN_ID = 16;
  private static final int TRACEPARENT_LENGTH = 55;

  private final String member;
  private final byte[] memberBytes;

  /**
   * Makes a writer.
   *
   * @param callerName the service to name as the caller in {@code tracestate}; null towards an
   *     application, which is to see the list without our member
   */
  public TraceWriter(@Nullable String callerName) {
    member =
        callerName == null
            ? ""
            : Services.TRACESTATE_KEY + "=" + ServiceNameCodec.encode(callerName);
    memberBytes = bytes(member);
  }

  /**
   * Makes {@code span} the parent of whatever happens behind the next hop.
   *
   * @param sampling what OpenTelemetry's member of {@code tracestate} is to say
   */
  public void write(
      IncomingTrace incoming, SpanRef span, SamplingState sampling, FieldEdits edits) {
    edits.set(HeaderId.TRACEPARENT, traceparent(span, edits.space(TRACEPARENT_LENGTH)));
    StateMembers state = incoming.state();
    writeState(
        sampling.equals(state.sampling()) ? state.others() : state.othersWith(sampling), edits);
    if (incoming.b3() != B3Form.NONE) {
      writeB3(incoming, span, edits);
    }
  }

  /** Takes our member out, where there is one, and leaves everything else as it came. */
  public static void hideCaller(StateMembers state, FieldEdits edits) {
    if (state.others().isEmpty()) {
      edits.drop(HeaderId.TRACESTATE);
    } else {
      edits.set(HeaderId.TRACESTATE, bytes(state.others()));
    }
  }

  private static byte[] traceparent(SpanRef span, byte[] value) {
    value[0] = '0';
    value[1] = '0';
    value[2] = '-';
    int at = Hex.put(value, 3, span.traceIdHigh(), TRACE_ID / 2);
    at = Hex.put(value, at, span.traceIdLow(), TRACE_ID / 2);
    value[at++] = '-';
    at = Hex.put(value, at, span.spanId(), SPAN_ID);
    value[at++] = '-';
    Hex.put(value, at, span.flags(), 2);
    return value;
  }

  private void writeState(String others, FieldEdits edits) {
    if (others.isEmpty()) {
      if (member.isEmpty()) {
        edits.drop(HeaderId.TRACESTATE);
      } else {
        edits.set(HeaderId.TRACESTATE, memberBytes);
      }
    } else {
      edits.set(HeaderId.TRACESTATE, bytes(member.isEmpty() ? others : member + "," + others));
    }
  }

  private static void writeB3(IncomingTrace incoming, SpanRef span, FieldEdits edits) {
    String traceId = digits(span.traceIdLow());
    if (!incoming.shortTraceId()) {
      traceId = digits(span.traceIdHigh()) + traceId;
    }
    String spanId = digits(span.spanId());
    String parentId = incoming.parent().isValid() ? digits(incoming.parent().spanId()) : "";
    boolean debug = incoming.isDebug() && span.isSampled();
    if (incoming.b3() != B3Form.MULTI) {
      String flag = debug ? "-d" : span.isSampled() ? "-1" : "-0";
      String parent = parentId.isEmpty() ? "" : "-" + parentId;
      edits.set(HeaderId.B3, bytes(traceId + "-" + spanId + flag + parent));
    }
    if (incoming.b3() != B3Form.SINGLE) {
      edits.set(HeaderId.X_B3_TRACE_ID, bytes(traceId));
      edits.set(HeaderId.X_B3_SPAN_ID, bytes(spanId));
      if (debug) {
        // It says that the trace is sampled: the other header is not to say so again.
        edits.set(HeaderId.X_B3_FLAGS, SAMPLED);
        edits.drop(HeaderId.X_B3_SAMPLED);
      } else {
        edits.set(HeaderId.X_B3_SAMPLED, span.isSampled() ? SAMPLED : NOT_SAMPLED);
        edits.drop(HeaderId.X_B3_FLAGS);
      }
      if (parentId.isEmpty()) {
        edits.drop(HeaderId.X_B3_PARENT_SPAN_ID);
      } else {
        edits.set(HeaderId.X_B3_PARENT_SPAN_ID, bytes(parentId));
      }
    }
  }

  private static String digits(long id) {
    byte[] digits = new byte[SPAN_ID];
    Hex.put(digits, 0, id, SPAN_ID);
    return new String(digits, ISO_8859_1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
