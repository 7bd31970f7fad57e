package io.tapmesh.schemas.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.walk.ApplyDefaultsStrategy;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The JSON Schema (2020-12) of one kind of document. Thread-safe. */
final class KindSchema {

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          builder ->
              builder.schemaIdResolvers(
                  ids -> ids.mapPrefix(SchemaFiles.BASE, "classpath:" + SchemaFiles.FOLDER)));
  private static final ApplyDefaultsStrategy MISSING_PROPERTIES =
      new ApplyDefaultsStrategy(true, false, false);
  private static final Map<String, KindSchema> KINDS = new ConcurrentHashMap<>();

  private final Schema schema;

  private KindSchema(Schema schema) {
    this.schema = schema;
  }

  /** The schema of {@code TapProxy} is {@code tap-proxy.schema.json}. */
  static KindSchema of(String kind) {
    return KINDS.computeIfAbsent(kind, KindSchema::read);
  }

  private static KindSchema read(String kind) {
    String file = kind.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    String id = SchemaFiles.BASE + file + ".schema.json";
    return new KindSchema(REGISTRY.getSchema(SchemaLocation.of(id)));
  }

  void validate(JsonNode document, ConfigErrors errors) {
    for (Error error : schema.validate(document)) {
      SchemaErrors.report(error, errors);
    }
  }

  /** A copy of a valid document in which every absent field has the schema's default. */
  JsonNode withDefaults(JsonNode document) {
    JsonNode copy = document.deepCopy();
    schema.walk(
        copy,
        false,
        context -> context.walkConfig(walk -> walk.applyDefaultsStrategy(MISSING_PROPERTIES)));
    return copy;
  }
}
