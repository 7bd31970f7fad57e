package io.tapmesh.api.http;

import io.tapmesh.api.time.Window;
import io.tapmesh.api.traces.AttributeFilter;
import io.tapmesh.api.traces.SpanFilter;
import io.tapmesh.api.traces.StatusFilter;
import io.tapmesh.api.traces.TraceCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what traces are searched by. */
final class TraceParameters {

  private static final Pattern TRACE_ID = Pattern.compile("[0-9a-f]{32}");
  private static final int MAX_ATTRIBUTES = 8;
  private static final int DEFAULT_LIMIT = 20;
  private static final int MAX_LIMIT = 200;

  private TraceParameters() {}

  static SpanFilter filter(Parameters parameters) {
    Double min = parameters.nonNegative("minDurationMillis");
    Double max = parameters.nonNegative("maxDurationMillis");
    if (min != null && max != null && min > max) {
      parameters.reject(
          "maxDurationMillis", max.toString(), "at least minDurationMillis, which is " + min);
    }
    return new SpanFilter(
        parameters.text("service"),
        parameters.text("route"),
        parameters.text("method"),
        status(parameters),
        min,
        max,
        attributes(parameters));
  }

  static int limit(Parameters parameters) {
    return parameters.integer("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
  }

  /** The end of the page before, or null. */
  static @Nullable TraceCursor cursor(Parameters parameters) {
    String text = parameters.text("cursor");
    if (text == null) {
      return null;
    }
    Optional<TraceCursor> cursor = TraceCursor.decode(text);
    if (cursor.isEmpty()) {
      parameters.reject("cursor", text, "nextCursor of the page before");
    }
    return cursor.orElse(null);
  }

  /** The pages after the first are about the window of the first. */
  static Window window(Parameters parameters, @Nullable TraceCursor cursor) {
    Window asked = WindowParameters.window(parameters);
    return cursor == null ? asked : cursor.window();
  }

  static String traceId(Parameters parameters) {
    String traceId = parameters.path("traceId");
    if (!TRACE_ID.matcher(traceId).matches()) {
      parameters.reject("traceId", traceId, "32 digits of 0 to 9 and a to f");
    }
    return traceId;
  }

  private static @Nullable StatusFilter status(Parameters parameters) {
    String text = parameters.any("status");
    if (text == null) {
      return null;
    }
    Optional<StatusFilter> status = StatusFilter.parse(text);
    if (status.isEmpty()) {
      parameters.reject("status", text, "a status such as 503, a class such as 5xx, error or ok");
    }
    return status.orElse(null);
  }

  private static List<AttributeFilter> attributes(Parameters parameters) {
    List<AttributeFilter> attributes = new ArrayList<>();
    for (String text : parameters.list("attribute", MAX_ATTRIBUTES)) {
      int equals = text.indexOf('=');
      if (equals < 1) {
        parameters.reject("attribute", text, "key=value");
      } else {
        attributes.add(new AttributeFilter(text.substring(0, equals), text.substring(equals + 1)));
      }
    }
    return attributes;
  }
}
