package io.tapmesh.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tapmesh.proxy.tls.Alpn;
import io.tapmesh.proxy.tls.TlsContext;
import io.tapmesh.proxy.tls.TlsSettings;
import io.tapmesh.schemas.config.ConfigErrors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code tls} of a listener, and finds out whether its files can be used. */
final class TlsReader {

  private static final String SYSTEM = "system";
  private static final String HTTP1 = "http/1.1";
  private static final String HTTP2 = "h2";
  private static final Set<String> ALL = Set.of(HTTP1, HTTP2);

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

  /**
   * What is offered to clients. A listener that detects does not know what its application speaks,
   * and nothing is translated: HTTP/2 is what somebody has to say.
   */
  static Alpn alpn(JsonNode tls, String protocol) {
    Set<String> offered = new HashSet<>();
    tls.path("alpn").forEach(name -> offered.add(name.asText()));
    return switch (protocol) {
      case "http1" -> Alpn.HTTP1;
      case "http2" -> Alpn.HTTP2;
      case "http" -> offered.isEmpty() ? Alpn.ANY_HTTP : Alpn.offering(offered);
      case "detect" -> offered.isEmpty() ? Alpn.HTTP1 : Alpn.offering(offered);
      default -> Alpn.NONE;
    };
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
      // Checks see what was written, without the defaults.
      String protocol = spec.path(list).path(i).path("protocol").asText("detect");
      if (protocol.equals("tls")) {
        errors.add(pointer, "TLS within TLS that only passes through", "another protocol");
      }
      checkAlpn(tls.path("alpn"), protocol, pointer + "/alpn", errors);
    }
  }

  /** Every name has to be one of what the listener serves; the schema knows the names. */
  private static void checkAlpn(
      JsonNode alpn, String protocol, String pointer, ConfigErrors errors) {
    List<String> served =
        switch (protocol) {
          case "http1" -> List.of(HTTP1);
          case "http2" -> List.of(HTTP2);
          case "http", "detect" -> List.of(HTTP2, HTTP1);
          default -> List.of();
        };
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < alpn.size(); i++) {
      JsonNode name = alpn.path(i);
      String place = pointer + "/" + i;
      if (!seen.add(name.asText())) {
        errors.reject(place, name, "each name once");
      } else if (ALL.contains(name.asText()) && !served.contains(name.asText())) {
        String expected = served.isEmpty() ? "no alpn" : String.join(", ", served);
        errors.reject(place, name, expected + ", as the listener has protocol: " + protocol);
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
