package io.tapmesh.standalone.shop;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * What a service answers to.
 *
 * @param template a path with placeholders: <code>/products/{id}</code>
 * @param medianMillis the service's own part of the time; half of the requests need less
 * @param handler makes the reply; runs on a thread that must not be blocked
 */
record Route(
    String method,
    String template,
    double medianMillis,
    Function<Request, CompletionStage<Reply>> handler) {

  /** The values of the placeholders if the path is one of this route's. */
  Optional<Map<String, String>> match(String path) {
    List<String> expected = segments(template);
    List<String> actual = segments(path);
    if (expected.size() != actual.size()) {
      return Optional.empty();
    }
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < expected.size(); i++) {
      String segment = expected.get(i);
      if (segment.startsWith("{")) {
        values.put(segment.substring(1, segment.length() - 1), actual.get(i));
      } else if (!segment.equals(actual.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(values);
  }

  private static List<String> segments(String path) {
    return List.of(path.split("/", -1));
  }
}
