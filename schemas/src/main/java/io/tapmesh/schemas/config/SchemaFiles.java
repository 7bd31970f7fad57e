package io.tapmesh.schemas.config;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.SchemaLocation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The text of our schemas, for what the validator does not tell: titles of what was expected. */
final class SchemaFiles {

  static final String BASE = "https://tapmesh.io/schemas/config/";
  static final String FOLDER = "io/tapmesh/schemas/config/";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, JsonNode> FILES = new ConcurrentHashMap<>();

  private SchemaFiles() {}

  /** The schema object that a keyword belongs to. */
  static Place parentOf(SchemaLocation keyword) {
    String file = String.valueOf(keyword.getAbsoluteIri());
    String pointer = "";
    var fragment = keyword.getFragment();
    for (int i = 0; i < fragment.getNameCount() - 1; i++) {
      pointer = YamlTree.step(pointer, fragment.getName(i));
    }
    return new Place(file, document(file).at(JsonPointer.compile(pointer)));
  }

  private static JsonNode document(String iri) {
    return FILES.computeIfAbsent(iri, SchemaFiles::read);
  }

  private static JsonNode read(String iri) {
    String resource = iri.replace(BASE, FOLDER);
    try (InputStream in = SchemaFiles.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("no schema " + resource + " on the class path");
      }
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A schema object.
   *
   * @param file the absolute id of the file that it stands in
   */
  record Place(String file, JsonNode schema) {

    /** The schema of a property, through {@code $ref}s. */
    Place property(String name) {
      return new Place(file, schema.path("properties").path(name)).resolved();
    }

    private Place resolved() {
      String ref = schema.path("$ref").asText();
      if (ref.isEmpty() || schema.has("title")) {
        return this;
      }
      int hash = ref.indexOf('#');
      String target = hash == 0 ? file : BASE + ref.substring(0, hash < 0 ? ref.length() : hash);
      JsonNode node = hash < 0 ? document(target) : document(target).at(ref.substring(hash + 1));
      return new Place(target, node).resolved();
    }
  }
}
