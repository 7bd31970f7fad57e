package io.tapmesh.proxy.telemetry;

import io.tapmesh.schemas.Services;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Makes routes for paths that no configured route is for: {@code /users/8731/orders} becomes {@code
 * /users/{id}/orders}.
 *
 * <p>What looks like an id becomes a parameter at once ({@link SegmentShape}). Of other segments as
 * many as allowed are kept apart at each position; then all of that position become one parameter.
 * Both the segments that are remembered and the routes are bounded, whoever chooses the paths, and
 * paths that do not exist teach nothing. Thread-safe.
 */
final class PathTemplates {

  /** Segments beyond are not looked at. */
  private static final int MAX_SEGMENTS = 10;

  private final int maxValues;
  private final int maxSegments;
  private final LongAdder folded = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final Node root = new Node();
  private int segments;
  private final AtomicInteger version = new AtomicInteger();

  /**
   * Knows nothing yet.
   *
   * @param maxValues segments that are kept apart at a position
   * @param maxRoutes bounds what is remembered in all
   */
  PathTemplates(int maxValues, int maxRoutes) {
    this.maxValues = maxValues;
    this.maxSegments = maxRoutes;
  }

  /** Changes whenever a path may get another route than before. */
  int version() {
    return version.get();
  }

  /** Positions at which there were too many names, so that they became a parameter. */
  long folded() {
    return folded.sum();
  }

  /** Paths that became {@link Services#OTHER} because too much is remembered already. */
  long refused() {
    return refused.sum();
  }

  /**
   * The route of a path.
   *
   * @param exists whether the answer says that there is something behind the path
   * @return null for a path that is new, and that does not exist
   */
  synchronized @Nullable String of(String path, boolean exists) {
    if (!path.startsWith("/")) {
      return null;
    }
    StringBuilder route = new StringBuilder(path.length());
    Node node = root;
    int start = 1;
    for (int depth = 0; start <= path.length(); depth++) {
      if (depth == MAX_SEGMENTS) {
        return route.append("/*").toString();
      }
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      String shape = SegmentShape.of(path, start, end);
      String segment = shape == null ? path.substring(start, end) : shape;
      if (shape == null && node.isFolded) {
        segment = SegmentShape.VALUE;
      }
      Node next = node.children.get(segment);
      if (next == null) {
        if (!exists) {
          return null;
        }
        boolean isName = shape == null && !node.isFolded;
        if (isName && node.names >= maxValues) {
          fold(node);
          segment = SegmentShape.VALUE;
          isName = false;
        }
        next = add(node, segment, isName);
        if (next == null) {
          refused.increment();
          return Services.OTHER;
        }
      }
      route.append('/').append(segment);
      node = next;
      start = end + 1;
    }
    return route.toString();
  }

  private @Nullable Node add(Node node, String segment, boolean isName) {
    Node known = node.children.get(segment);
    if (known != null) {
      return known;
    }
    if (segments >= maxSegments) {
      return null;
    }
    segments++;
    node.names += isName ? 1 : 0;
    Node added = new Node();
    node.children.put(segment, added);
    return added;
  }

  /** From now on all names at this position are one; what was learned behind them is forgotten. */
  private void fold(Node node) {
    node.isFolded = true;
    node.names = 0;
    node.children.keySet().removeIf(segment -> !segment.startsWith("{"));
    segments = root.count();
    folded.increment();
    version.incrementAndGet();
  }

  private static final class Node {

    private final Map<String, Node> children = new HashMap<>(4);
    private int names;
    private boolean isFolded;

    private int count() {
      return children.values().stream().mapToInt(child -> 1 + child.count()).sum();
    }
  }
}
