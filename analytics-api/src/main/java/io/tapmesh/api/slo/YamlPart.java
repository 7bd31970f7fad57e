package io.tapmesh.api.slo;

import io.tapmesh.schemas.config.ConfigCheck;
import io.tapmesh.schemas.config.ConfigDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One document of a YAML file that may hold several.
 *
 * @param text with as many empty lines before it as there are lines before it in the file, so that
 *     line numbers are those of the file
 */
record YamlPart(String file, String text) {

  /** YAML allows this at the start of a line nowhere but between documents. */
  private static final Pattern SEPARATOR = Pattern.compile("(---|\\.\\.\\.)(\\s.*)?");

  private static final Pattern KIND =
      Pattern.compile("^[\"']?kind[\"']?\\s*:\\s*[\"']?([A-Za-z]+)", Pattern.MULTILINE);

  static List<YamlPart> split(String file, String text) {
    List<YamlPart> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    int line = 0;
    for (String content : text.split("\\R", -1)) {
      if (SEPARATOR.matcher(content).matches()) {
        add(parts, file, part);
        part = new StringBuilder("\n".repeat(line));
      } else {
        part.append(content);
      }
      part.append('\n');
      line++;
    }
    add(parts, file, part);
    return parts;
  }

  private static void add(List<YamlPart> parts, String file, StringBuilder text) {
    boolean hasContent =
        text.toString().lines().anyMatch(l -> !l.isBlank() && !l.strip().startsWith("#"));
    if (hasContent) {
      parts.add(new YamlPart(file, text.toString()));
    }
  }

  /** The value of {@code kind}, or nothing. */
  String kind() {
    Matcher matcher = KIND.matcher(text);
    return matcher.find() ? matcher.group(1) : "";
  }

  /** Where {@code kind} stands, as file and line. */
  String kindPlace() {
    Matcher matcher = KIND.matcher(text);
    long lines = matcher.find() ? text.substring(0, matcher.start()).lines().count() : 0;
    return file + ":" + (lines + 1);
  }

  ConfigDocument parse(String kind, ConfigCheck... checks) {
    return ConfigDocument.parse(text, file, kind, checks);
  }
}
