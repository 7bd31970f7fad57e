package io.tapmesh.proxy.telemetry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the template that a path belongs to: {@code /carts/8731} belongs to {@code /carts/{id}}.
 *
 * <p>Segment by segment, a literal wins over a parameter, and a parameter over a trailing {@code *}
 * which stands for any rest; among equals the first that was configured wins. Immutable.
 */
public final class Routes {

  /** No templates: every path is without a route. */
  public static final Routes NONE = new Routes(List.of());

  private final Node root = new Node();

  /** Compiles templates, in order of precedence. */
  public Routes(List<Route> routes) {
    for (Route route : routes) {
      root.add(segments(route.path()), route);
    }
  }

  /**
   * A template.
   *
   * @param path begins with a slash; a segment in braces stands for any one segment, a last segment
   *     {@code *} for any number of them
   * @param methods the methods it is for; empty for all
   */
  public record Route(String path, Set<String> methods) {

    public Route {
      if (!path.startsWith("/")) {
        throw new IllegalArgumentException("route: \"" + path + "\" (expected: /PATH)");
      }
      methods = Set.copyOf(methods);
    }

    boolean accepts(String method) {
      return methods.isEmpty() || methods.contains(method);
    }
  }

  /** The template that a path belongs to, or null. */
  public @Nullable String match(String method, String path) {
    if (root.isLeaf() || !path.startsWith("/")) {
      return null;
    }
    return root.match(method, path, 1);
  }

  private static List<String> segments(String path) {
    return List.of(path.substring(1).split("/", -1));
  }

  private static final class Node {

    private final Map<String, Node> literals = new HashMap<>();
    private @Nullable Node parameter;
    private final List<Route> ends = new ArrayList<>(1);
    private final List<Route> rests = new ArrayList<>(0);

    boolean isLeaf() {
      return literals.isEmpty() && parameter == null && rests.isEmpty();
    }

    void add(List<String> segments, Route route) {
      if (segments.isEmpty()) {
        ends.add(route);
        return;
      }
      String first = segments.get(0);
      List<String> others = segments.subList(1, segments.size());
      if (first.equals("*") && others.isEmpty()) {
        rests.add(route);
      } else if (first.startsWith("{") && first.endsWith("}")) {
        if (parameter == null) {
          parameter = new Node();
        }
        parameter.add(others, route);
      } else {
        literals.computeIfAbsent(first, key -> new Node()).add(others, route);
      }
    }

    @Nullable String match(String method, String path, int from) {
      if (from > path.length()) {
        return first(ends, method);
      }
      int slash = path.indexOf('/', from);
      int end = slash < 0 ? path.length() : slash;
      String found = null;
      if (!literals.isEmpty()) {
        Node literal = literals.get(path.substring(from, end));
        found = literal == null ? null : literal.match(method, path, end + 1);
      }
      if (found == null && parameter != null && end > from) {
        found = parameter.match(method, path, end + 1);
      }
      return found == null ? first(rests, method) : found;
    }

    private static @Nullable String first(List<Route> routes, String method) {
      for (Route route : routes) {
        if (route.accepts(method)) {
          return route.path();
        }
      }
      return null;
    }
  }
}
