package io.tapmesh.api.slo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.tapmesh.schemas.config.ConfigDocument;
import io.tapmesh.schemas.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads OpenSLO documents. A wrong one is reported with everything that is wrong with it, and the
 * others still count. Indicators may stand in another file than the objectives that refer to them.
 */
final class OpenSloReader {

  private static final long MAX_BYTES = 1 << 20;

  private static final List<String> KINDS = List.of("SLO", "SLI", "Service");

  /** Kinds of the standard that we have no use for, and that are no mistake either. */
  private static final Set<String> OTHER_KINDS =
      Set.of("DataSource", "AlertPolicy", "AlertCondition", "AlertNotificationTarget");

  private final List<String> problems = new ArrayList<>();
  private final Map<String, List<YamlPart>> parts = new LinkedHashMap<>();
  private final Map<String, JsonNode> indicators = new HashMap<>();
  private final List<Definition> definitions = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  private OpenSloReader() {}

  static Objectives.Snapshot read(List<Path> files) {
    OpenSloReader reader = new OpenSloReader();
    files.forEach(reader::split);
    reader.parts.getOrDefault("Service", List.of()).forEach(reader::service);
    reader.parts.getOrDefault("SLI", List.of()).forEach(reader::indicator);
    reader.parts.getOrDefault("SLO", List.of()).forEach(reader::objective);
    reader.definitions.sort(Comparator.comparing(Definition::name));
    return new Objectives.Snapshot(reader.definitions, reader.problems);
  }

  private void split(Path file) {
    String name = file.getFileName().toString();
    try {
      if (Files.size(file) > MAX_BYTES) {
        problems.add(name + ": " + Files.size(file) + " bytes (expected: at most 1 MiB)");
        return;
      }
      for (YamlPart part : YamlPart.split(name, Files.readString(file, UTF_8))) {
        sort(part);
      }
    } catch (IOException e) {
      problems.add(name + ": cannot be read: " + e);
    }
  }

  private void sort(YamlPart part) {
    String kind = part.kind();
    // What has no kind is told so by the schema of the main one.
    if (kind.isEmpty() || KINDS.contains(kind)) {
      String schema = kind.isEmpty() ? "SLO" : kind;
      parts.computeIfAbsent(schema, k -> new ArrayList<>()).add(part);
    } else if (!OTHER_KINDS.contains(kind)) {
      problems.add(
          "kind: value \"%s\" (expected: one of %s), %s"
              .formatted(kind, String.join(", ", KINDS), part.kindPlace()));
    }
  }

  private void service(YamlPart part) {
    try {
      part.parse("Service");
    } catch (ConfigException e) {
      problems.addAll(e.lines());
    }
  }

  private void indicator(YamlPart part) {
    try {
      ConfigDocument document =
          part.parse("SLI", (root, errors) -> IndicatorCheck.check(root, "/spec", errors));
      if (indicators.putIfAbsent(document.name(), document.spec()) != null) {
        problems.add(duplicate("SLI", document));
      }
    } catch (ConfigException e) {
      problems.addAll(e.lines());
    }
  }

  private void objective(YamlPart part) {
    try {
      ConfigDocument document = part.parse("SLO", new SloCheck(indicators));
      if (names.add(document.name())) {
        definitions.addAll(Definitions.of(document, indicators));
      } else {
        problems.add(duplicate("SLO", document));
      }
    } catch (ConfigException e) {
      problems.addAll(e.lines());
    }
  }

  private static String duplicate(String kind, ConfigDocument document) {
    return "metadata.name: a second %s \"%s\" (expected: each name once), %s"
        .formatted(kind, document.name(), document.place("/metadata/name"));
  }
}
