package io.tapmesh.standalone.shop;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The parts of an HTTP exchange that a {@link Request} is made of. */
record Incoming(Headers headers, @Nullable String query, String body) {

  private static final int MAX_BODY_BYTES = 64 << 10;

  static Incoming read(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES);
    return new Incoming(
        exchange.getRequestHeaders(),
        exchange.getRequestURI().getRawQuery(),
        new String(body, UTF_8));
  }

  Map<String, String> form() {
    Map<String, String> values = new HashMap<>();
    decode(query, values);
    String type = headers.getFirst("Content-Type");
    if (type != null && type.startsWith("application/x-www-form-urlencoded")) {
      decode(body, values);
    }
    return values;
  }

  Optional<String> cookie(String name) {
    for (String line : headers.getOrDefault("Cookie", List.of())) {
      for (String pair : line.split(";", -1)) {
        String trimmed = pair.strip();
        if (trimmed.startsWith(name + "=")) {
          return Optional.of(trimmed.substring(name.length() + 1));
        }
      }
    }
    return Optional.empty();
  }

  private static void decode(@Nullable String text, Map<String, String> into) {
    if (text == null || text.isEmpty()) {
      return;
    }
    for (String pair : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        into.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
      }
    }
  }

  /** A stray percent sign stays as it is: what the user typed is no reason to fail. */
  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
