package io.tapmesh.standalone.shop;

import java.util.Map;

/**
 * A request as a service's handler sees it.
 *
 * @param path values of the route's placeholders
 * @param form values of the query and, for a form, of the body; the body wins
 * @param user whose shopping this is, from the {@code user} cookie
 * @param body the body as text
 * @param passedOn headers to repeat on every call made because of this request
 */
record Request(
    Map<String, String> path,
    Map<String, String> form,
    String user,
    String body,
    Map<String, String> passedOn) {

  private static final String NOBODY = "guest";

  static Request of(Map<String, String> path, Incoming incoming) {
    return new Request(
        path,
        incoming.form(),
        incoming.cookie("user").orElse(NOBODY),
        incoming.body(),
        PassedOnHeaders.of(incoming.headers()));
  }

  /** The value of a placeholder of the route. */
  String path(String name) {
    String value = path.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "route placeholder: " + name + " (expected: " + path + ")");
    }
    return value;
  }

  /** A value of the query or form; empty if absent. */
  String form(String name) {
    return form.getOrDefault(name, "");
  }

  /** A whole number of the query or form, bounded; the lower bound if absent or no number. */
  int number(String name, int atLeast, int atMost) {
    try {
      return Math.max(atLeast, Math.min(atMost, Integer.parseInt(form(name))));
    } catch (NumberFormatException e) {
      return atLeast;
    }
  }
}
