package io.tapmesh.proxy.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.opentelemetry.api.trace.SpanContext;
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
  private static final int HALF_TRACE_ID = 16;

  private final String member;

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
  }

  /** Makes {@code span} the parent of whatever happens behind the next hop. */
  public void write(IncomingTrace incoming, SpanContext span, FieldEdits edits) {
    String traceId = span.getTraceId();
    String spanId = span.getSpanId();
    String parent = "00-" + traceId + "-" + spanId + "-" + span.getTraceFlags().asHex();
    edits.set(HeaderId.TRACEPARENT, bytes(parent));
    writeState(incoming.state(), edits);
    if (incoming.b3() != B3Form.NONE) {
      writeB3(incoming, span, edits);
    }
  }

  private void writeState(String others, FieldEdits edits) {
    if (member.isEmpty() && others.isEmpty()) {
      edits.drop(HeaderId.TRACESTATE);
    } else if (member.isEmpty() || others.isEmpty()) {
      edits.set(HeaderId.TRACESTATE, bytes(member + others));
    } else {
      edits.set(HeaderId.TRACESTATE, bytes(member + "," + others));
    }
  }

  private static void writeB3(IncomingTrace incoming, SpanContext span, FieldEdits edits) {
    String traceId = span.getTraceId();
    if (incoming.shortTraceId()) {
      traceId = traceId.substring(HALF_TRACE_ID);
    }
    String parentId = incoming.parent().isValid() ? incoming.parent().getSpanId() : "";
    if (incoming.b3() != B3Form.MULTI) {
      String flag = span.isSampled() ? "-1" : "-0";
      String parent = parentId.isEmpty() ? "" : "-" + parentId;
      edits.set(HeaderId.B3, bytes(traceId + "-" + span.getSpanId() + flag + parent));
    }
    if (incoming.b3() != B3Form.SINGLE) {
      edits.set(HeaderId.X_B3_TRACE_ID, bytes(traceId));
      edits.set(HeaderId.X_B3_SPAN_ID, bytes(span.getSpanId()));
      edits.set(HeaderId.X_B3_SAMPLED, span.isSampled() ? SAMPLED : NOT_SAMPLED);
      edits.drop(HeaderId.X_B3_FLAGS);
      if (parentId.isEmpty()) {
        edits.drop(HeaderId.X_B3_PARENT_SPAN_ID);
      } else {
        edits.set(HeaderId.X_B3_PARENT_SPAN_ID, bytes(parentId));
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
