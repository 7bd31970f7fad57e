package io.tapmesh.api.traces;

import io.tapmesh.api.store.Bindings;
import java.util.Optional;

/** Which spans by how they ended: {@code 503}, {@code 5xx}, {@code error} or {@code ok}. */
public sealed interface StatusFilter {

  /** A condition in SQL; binds its parameters. */
  String condition(Bindings bindings);

  /** Spans whose HTTP status is in a range. */
  record Http(int from, int to) implements StatusFilter {
    @Override
    public String condition(Bindings bindings) {
      bindings.number("statusFrom", from).number("statusTo", to);
      return "HttpStatusCode BETWEEN {statusFrom:UInt16} AND {statusTo:UInt16}";
    }
  }

  /** Spans by their own status. */
  record Span(boolean error) implements StatusFilter {
    @Override
    public String condition(Bindings bindings) {
      return error ? "StatusCode = 'Error'" : "StatusCode != 'Error'";
    }
  }

  /** Reads the text form; empty if it is none. */
  static Optional<StatusFilter> parse(String text) {
    if (text.equals("error") || text.equals("ok")) {
      return Optional.of(new Span(text.equals("error")));
    }
    if (text.matches("[1-5]xx")) {
      int from = (text.charAt(0) - '0') * 100;
      return Optional.of(new Http(from, from + 99));
    }
    if (text.matches("[1-5][0-9]{2}")) {
      int status = Integer.parseInt(text);
      return Optional.of(new Http(status, status));
    }
    return Optional.empty();
  }
}
