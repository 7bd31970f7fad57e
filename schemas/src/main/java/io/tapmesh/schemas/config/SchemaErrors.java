package io.tapmesh.schemas.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** Says in our words what the schema validator found. */
final class SchemaErrors {

  private SchemaErrors() {}

  static void report(Error error, ConfigErrors errors) {
    String pointer = pointer(error);
    JsonNode schema = SchemaFiles.parentOf(error.getSchemaLocation()).schema();
    String property = error.getProperty();
    switch (error.getKeyword()) {
      case "required" ->
          errors.add(YamlTree.step(pointer, property), "missing", missing(error, property));
      case "additionalProperties" ->
          errors.add(
              YamlTree.step(pointer, property), "unknown field", knownFields(schema, property));
      default -> errors.reject(pointer, error.getInstanceNode(), expectation(error, schema));
    }
  }

  private static String pointer(Error error) {
    String pointer = "";
    var path = error.getInstanceLocation();
    for (int i = 0; i < path.getNameCount(); i++) {
      pointer = YamlTree.step(pointer, path.getName(i));
    }
    return pointer;
  }

  private static String missing(Error error, String property) {
    JsonNode wanted = SchemaFiles.parentOf(error.getSchemaLocation()).property(property).schema();
    if (wanted.has("title")) {
      return wanted.get("title").asText();
    }
    if (wanted.has("const")) {
      return wanted.get("const").asText();
    }
    return wanted.has("type") ? wanted.get("type").asText() : "a value";
  }

  private static String knownFields(JsonNode schema, String unknown) {
    List<String> names = new ArrayList<>();
    schema.path("properties").fieldNames().forEachRemaining(names::add);
    for (String name : names) {
      if (name.equalsIgnoreCase(unknown)) {
        return name;
      }
    }
    return names.isEmpty() ? "no fields" : "one of " + String.join(", ", names);
  }

  /** Our schemas' titles say what a value looks like; without one the keyword has to do. */
  private static String expectation(Error error, JsonNode schema) {
    if (schema.has("title")) {
      return schema.get("title").asText();
    }
    String keyword = error.getKeyword();
    JsonNode limit = schema.path(keyword);
    return switch (keyword) {
      case "type", "enum" -> limit.isArray() ? "one of " + join(limit) : limit.asText();
      case "const" -> limit.asText();
      case "minimum" -> ">= " + limit;
      case "exclusiveMinimum" -> "> " + limit;
      case "maximum" -> "<= " + limit;
      case "exclusiveMaximum" -> "< " + limit;
      case "minItems" -> "at least " + limit + " items";
      case "maxItems" -> "at most " + limit + " items";
      case "minLength" -> "at least " + limit + " characters";
      case "maxLength" -> "at most " + limit + " characters";
      case "pattern" -> "text that matches " + limit.asText();
      default -> error.getMessage();
    };
  }

  private static String join(JsonNode array) {
    StringJoiner joined = new StringJoiner(", ");
    array.forEach(item -> joined.add(item.asText()));
    return joined.toString();
  }
}
