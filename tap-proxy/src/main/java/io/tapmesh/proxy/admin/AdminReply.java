package io.tapmesh.proxy.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;

/** A whole answer of the admin port. */
public record AdminReply(int status, String type, String text) {

  /** For people. */
  public static AdminReply text(int status, String text) {
    return new AdminReply(status, "text/plain; charset=utf-8", text);
  }

  /** For programs. */
  public static AdminReply json(int status, String json) {
    return new AdminReply(status, "application/json", json);
  }

  /** Sends it; to a HEAD without its body. */
  public void send(HttpExchange exchange) throws IOException {
    byte[] body = text.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }
}
