package io.tapmesh.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tapmesh.proxy.tls.TlsContext;
import io.tapmesh.proxy.tls.TlsSettings;
import io.tapmesh.schemas.config.ConfigErrors;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads {@code tls} of a listener, and finds out whether its files can be used. */
final class TlsReader {

  private static final String SYSTEM = "system";

  private TlsReader() {}

  static TlsSettings read(JsonNode node, boolean server) {
    return new TlsSettings(
        server,
        path(node, "certificate"),
        path(node, "key"),
        path(node, server ? "clientCa" : "ca"),
        node.path("minVersion").asText("1.2"),
        node.has("serverName") ? node.path("serverName").asText() : null,
        node.path("verify").asBoolean(true));
  }

  private static @Nullable Path path(JsonNode node, String field) {
    String text = node.path(field).asText("");
    return text.isEmpty() || text.equals(SYSTEM) ? null : Path.of(text);
  }

  static void check(JsonNode spec, ConfigErrors errors) {
    check(spec, "inbound", true, errors);
    check(spec, "outbound", false, errors);
  }

  private static void check(JsonNode spec, String list, boolean server, ConfigErrors errors) {
    for (int i = 0; i < spec.path(list).size(); i++) {
      JsonNode tls = spec.path(list).path(i).path("tls");
      if (!tls.isObject()) {
        continue;
      }
      String pointer = "/spec/" + list + "/" + i + "/tls";
      if (tls.has("certificate") != tls.has("key")) {
        errors.add(pointer, "one of certificate and key", "both or none");
      } else {
        tryFiles(tls, server, pointer, errors);
      }
      if (spec.path(list).path(i).path("protocol").asText().equals("tls")) {
        errors.add(pointer, "TLS within TLS that only passes through", "another protocol");
      }
    }
  }

  private static void tryFiles(JsonNode tls, boolean server, String pointer, ConfigErrors errors) {
    try {
      new TlsContext(read(tls, server)).refresh();
    } catch (IOException e) {
      errors.add(pointer, String.valueOf(e.getMessage()), "PEM files that fit together");
    }
  }
}
