package io.tapmesh.standalone.shop;

import com.sun.net.httpserver.Headers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that an application does for tracing here: it repeats these headers of the request that it
 * serves on the calls that it makes, without looking into them.
 */
final class PassedOnHeaders {

  static final List<String> NAMES =
      List.of(
          "traceparent",
          "tracestate",
          "b3",
          "x-b3-traceid",
          "x-b3-spanid",
          "x-b3-parentspanid",
          "x-b3-sampled",
          "x-b3-flags",
          "x-request-id");

  private PassedOnHeaders() {}

  /** A header that came in several lines is passed on as one, joined by commas (RFC 9110, 5.3). */
  static Map<String, String> of(Headers headers) {
    Map<String, String> found = new LinkedHashMap<>();
    for (String name : NAMES) {
      List<String> values = headers.get(name);
      if (values != null) {
        found.put(name, String.join(",", values));
      }
    }
    return found;
  }
}
