package io.tapmesh.schemas.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documentation knows every field of the configuration, and its links lead somewhere. */
final class DocsTest {

  private static final Path DOCS = Path.of("../docs");
  private static final Path SCHEMA =
      Path.of("src/main/resources/io/tapmesh/schemas/config/tap-proxy.schema.json");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)(#[^)]*)?\\)");

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(DOCS)) {
      List<Path> pages = files.filter(file -> file.toString().endsWith(".md")).toList();
      assertThat(pages).isNotEmpty();
      return pages;
    }
  }

  @Test
  void nameEveryFieldOfTheConfiguration() throws IOException {
    StringBuilder text = new StringBuilder();
    for (Path page : pages()) {
      text.append(Files.readString(page)).append('\n');
    }
    Set<String> fields = new TreeSet<>();
    collect(new ObjectMapper().readTree(Files.readString(SCHEMA)), fields);
    assertThat(fields).contains("inbound", "maxInterimResponses");
    fields.removeIf(field -> Pattern.compile("\\b" + field + "\\b").matcher(text).find());
    assertThat(fields).as("fields that no page of docs/ names").isEmpty();
  }

  private static void collect(JsonNode schema, Set<String> fields) {
    JsonNode properties = schema.path("properties");
    if (properties.isObject()) {
      properties.fieldNames().forEachRemaining(fields::add);
    }
    for (JsonNode part : schema) {
      collect(part, fields);
    }
  }

  @Test
  void linkOnlyToWhatIsThere() throws IOException {
    List<String> dead = new ArrayList<>();
    for (Path page : pages()) {
      Matcher link = LINK.matcher(Files.readString(page));
      while (link.find()) {
        String target = link.group(1);
        if (!target.contains("://") && !Files.exists(page.resolveSibling(target))) {
          dead.add(page + ": " + target);
        }
      }
    }
    assertThat(dead).isEmpty();
  }
}
