package io.tapmesh.schemas.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The documentation knows every field of the configuration and its default, and its links lead
 * somewhere.
 */
final class DocsTest {

  private static final Path DOCS = Path.of("../docs");
  private static final Path SCHEMA =
      Path.of("src/main/resources/io/tapmesh/schemas/config/tap-proxy.schema.json");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]*)(#[^)]*)?\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

  /** A field and its default: the first two cells of a row. */
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `([A-Za-z0-9.\\[\\]]+)` \\| `([^`]+)` \\|");

  /** Under what the tables' fields are in the {@code spec}. */
  private static final List<String> PARENTS = List.of("", "limits.", "limits.http2.");

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
  void nameNoFieldTwice() throws IOException {
    ObjectMapper strict =
        JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    try (Stream<Path> files = Files.list(SCHEMA.getParent())) {
      for (Path file : files.filter(name -> name.toString().endsWith(".json")).toList()) {
        assertThat(strict.readTree(Files.readString(file))).as("%s", file).isNotEmpty();
      }
    }
  }

  @Test
  void sayTheDefaultsThatTheSchemaHas() throws IOException {
    List<String> proxy =
        compareDefaults(SCHEMA, "proxy.md", "http2.md", "protocols.md", "interception.md");
    assertThat(proxy)
        .contains("limits.maxHeaders", "limits.http2.maxStreams", "telemetry.sampling.ratio")
        .hasSizeGreaterThan(50);
    List<String> collector =
        compareDefaults(SCHEMA.resolveSibling("collector.schema.json"), "collector.md");
    assertThat(collector).contains("kafka.groupId", "batch.maxBytes", "drainTimeout");
  }

  /** Which fields there were to compare. */
  private static List<String> compareDefaults(Path file, String... names) throws IOException {
    JsonNode schema = new ObjectMapper().readTree(Files.readString(file));
    List<String> compared = new ArrayList<>();
    for (String page : names) {
      Matcher row = ROW.matcher(Files.readString(DOCS.resolve(page)));
      while (row.find()) {
        for (String parent : PARENTS) {
          JsonNode found = field(schema, parent + row.group(1)).path("default");
          if (!found.isMissingNode()) {
            String text = found.isTextual() ? found.asText() : found.toString();
            assertThat(row.group(2)).as("%s: %s", page, row.group(1)).isEqualTo(text);
            compared.add(parent + row.group(1));
          }
        }
      }
    }
    return compared;
  }

  /** A field of the {@code spec}, such as {@code inbound[].listen}; missing if there is none. */
  private static JsonNode field(JsonNode schema, String path) {
    JsonNode at = schema.path("properties").path("spec");
    for (String name : path.split("\\.", -1)) {
      boolean list = name.endsWith("[]");
      at = resolved(schema, at).path("properties").path(list ? name.replace("[]", "") : name);
      if (list) {
        at = resolved(schema, at).path("items");
      }
    }
    return at;
  }

  private static JsonNode resolved(JsonNode schema, JsonNode field) {
    String reference = field.path("$ref").asText("");
    return reference.startsWith("#/") ? schema.at(reference.substring(1)) : field;
  }

  @Test
  void linkOnlyToWhatIsThere() throws IOException {
    List<String> dead = new ArrayList<>();
    for (Path page : pages()) {
      Matcher link = LINK.matcher(Files.readString(page));
      while (link.find()) {
        String target = link.group(1);
        if (target.contains("://")) {
          continue;
        }
        Path file = target.isEmpty() ? page : page.resolveSibling(target);
        boolean isThere = Files.exists(file);
        if (isThere && link.group(2) != null && file.toString().endsWith(".md")) {
          isThere = anchors(file).contains(link.group(2).substring(1));
        }
        if (!isThere) {
          dead.add(page + ": " + link.group());
        }
      }
    }
    assertThat(dead).isEmpty();
  }

  /** What GitHub makes of the headings of a page. */
  private static List<String> anchors(Path page) throws IOException {
    return HEADING
        .matcher(Files.readString(page))
        .results()
        .map(
            heading ->
                heading
                    .group(1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-'))
        .toList();
  }
}
