package io.tapmesh.proxy.admin;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;

/** Something that the admin port answers. May wait; it is not called on an event loop. */
@FunctionalInterface
public interface AdminPage {

  /** Answers. Afterwards the exchange is closed; if it throws, the connection. */
  void answer(HttpExchange exchange) throws IOException;

  /** A page that is made as a whole. */
  static AdminPage of(Source source) {
    return exchange -> source.read().send(exchange);
  }

  /** Makes a page. */
  @FunctionalInterface
  interface Source {
    AdminReply read();
  }
}
