package io.tapmesh.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tapmesh.proxy.hop.ForwardedForm;
import io.tapmesh.proxy.hop.HopHeaders;
import io.tapmesh.proxy.hop.Via;
import io.tapmesh.schemas.config.ConfigErrors;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a listener's configuration says about headers to add: its rules and its record. */
final class HopHeadersReader {

  /** Where the proxy sees no heads to add anything to. */
  private static final Set<String> WITHOUT_HEADS = Set.of("tcp", "tls");

  private HopHeadersReader() {}

  /** Reads a listener that has passed {@link #check}; null if nothing is to be added. */
  static @Nullable HopHeaders read(JsonNode listener) {
    JsonNode headers = listener.path("headers");
    ForwardedForm form =
        switch (headers.path("forwarded").asText()) {
          case "rfc7239" -> ForwardedForm.RFC7239;
          case "x-forwarded" -> ForwardedForm.X_FORWARDED;
          default -> ForwardedForm.OFF;
        };
    Via via = headers.has("via") ? new Via(headers.path("via").asText()) : null;
    return via == null && form == ForwardedForm.OFF
        ? null
        : new HopHeaders(via, form, headers.path("trustForwarded").asBoolean());
  }

  /** The rules between fields of all listeners, which the schema cannot say. */
  static void check(JsonNode spec, ConfigErrors errors) {
    for (String list : new String[] {"inbound", "outbound"}) {
      for (int i = 0; i < spec.path(list).size(); i++) {
        check(spec.path(list).path(i), "/spec/" + list + "/" + i, errors);
      }
    }
  }

  private static void check(JsonNode listener, String pointer, ConfigErrors errors) {
    JsonNode headers = listener.path("headers");
    boolean forwards = !headers.path("forwarded").asText("off").equals("off");
    JsonNode trust = headers.path("trustForwarded");
    if (trust.asBoolean() && !forwards) {
      errors.reject(
          pointer + "/headers/trustForwarded",
          trust,
          "false, or forwarded: rfc7239 or x-forwarded");
    }
    if (WITHOUT_HEADS.contains(listener.path("protocol").asText())
        && (forwards || headers.has("via"))) {
      errors.reject(
          pointer + "/protocol",
          listener.path("protocol"),
          "detect, http, http1 or http2, or no headers to add");
    }
  }
}
