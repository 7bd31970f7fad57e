package io.tapmesh.api.store;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * A statement and the values of its parameters, which travel beside the text and never inside it.
 *
 * @param name for metrics and logs; one per question, so that its cardinality is bounded
 * @param sql with placeholders as {@code {service:String}}
 * @param parameters by name, as ClickHouse writes values in text
 */
public record Query(String name, String sql, Map<String, String> parameters) {

  /** Copies the parameters. */
  public Query {
    requireNonNull(name, "name");
    requireNonNull(sql, "sql");
    parameters = Map.copyOf(parameters);
  }
}
