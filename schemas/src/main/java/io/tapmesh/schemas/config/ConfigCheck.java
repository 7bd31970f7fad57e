package io.tapmesh.schemas.config;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A rule that JSON Schema cannot say, such as that no two listeners share a port.
 *
 * <p>It runs even if the document violates its schema, so that people see all errors at once: read
 * with {@link JsonNode#path} and be silent about what is missing or of the wrong type, which the
 * schema has reported.
 */
@FunctionalInterface
public interface ConfigCheck {

  /**
   * Looks at the document.
   *
   * @param root the whole document as written, without defaults
   */
  void check(JsonNode root, ConfigErrors errors);
}
