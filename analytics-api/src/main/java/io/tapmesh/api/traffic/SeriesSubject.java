package io.tapmesh.api.traffic;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What a series follows.
 *
 * @param route null for all; empty for requests without a route
 * @param method null for all
 */
public record SeriesSubject(EdgeSelection edges, @Nullable String route, @Nullable String method) {

  /** Checks that there are edges. */
  public SeriesSubject {
    requireNonNull(edges, "edges");
  }
}
