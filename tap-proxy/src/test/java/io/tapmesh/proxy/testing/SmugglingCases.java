package io.tapmesh.proxy.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The rows of {@code smuggling/*.txt}, which say themselves what they mean. */
public final class SmugglingCases {

  /**
   * A message that two readers could understand differently.
   *
   * @param title of the table that it belongs to
   * @param text the bytes as they are written in the file, for people
   * @param outcome may be several, one for each way of listening, with bars between them
   */
  public record Case(String title, String name, String text, String outcome) {

    /** The bytes, one char for each; a part for each {@code {marker}} in between. */
    public List<String> parts(String marker) {
      return Pattern.compile("{" + marker + "}", Pattern.LITERAL)
          .splitAsStream(text)
          .map(SmugglingCases::bytes)
          .toList();
    }

    @Override
    public String toString() {
      return title + ": " + name;
    }
  }

  private static final Pattern REPEATED = Pattern.compile("\\{([^{}]+)\\*(\\d+)}");
  private static final Pattern ESCAPED = Pattern.compile("\\\\(x[0-9a-f]{2}|[rntv0])");

  private SmugglingCases() {}

  public static List<Case> read(String file) {
    List<Case> cases = new ArrayList<>();
    String title = "";
    for (String line : resource("/smuggling/" + file).lines().toList()) {
      if (line.startsWith("## ")) {
        title = line.substring(3);
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        String[] columns = line.split(" \\| ", 3);
        cases.add(new Case(title, columns[0], columns[1], columns[2]));
      }
    }
    return cases;
  }

  /**
   * The tables of a page, one for each title.
   *
   * @param outcome the heading of the last column, or of several, with bars between them
   */
  public static String markdown(List<Case> cases, String what, String outcome) {
    StringBuilder page = new StringBuilder();
    cases.stream()
        .collect(
            Collectors.groupingBy(Case::title, java.util.LinkedHashMap::new, Collectors.toList()))
        .forEach(
            (title, rows) -> {
              page.append("\n**").append(title).append("**\n\n");
              page.append("| case | ").append(what).append(" | ").append(outcome).append(" |\n");
              page.append("| --- ".repeat(2 + outcome.split(" \\| ", -1).length)).append("|\n");
              for (Case row : rows) {
                page.append("| ").append(row.name());
                page.append(" | `").append(row.text().replace("|", "\\|"));
                page.append("` | ").append(row.outcome()).append(" |\n");
              }
            });
    return page.toString();
  }

  private static String bytes(String text) {
    String expanded = text;
    for (Matcher m = REPEATED.matcher(expanded); m.find(); m = REPEATED.matcher(expanded)) {
      String times = m.group(1).repeat(Integer.parseInt(m.group(2)));
      expanded = expanded.substring(0, m.start()) + times + expanded.substring(m.end());
    }
    String lines = expanded.replace("⏎", "\r\n");
    return ESCAPED.matcher(lines).replaceAll(m -> Matcher.quoteReplacement(unescape(m.group(1))));
  }

  private static String unescape(String escape) {
    char c =
        switch (escape.charAt(0)) {
          case 'r' -> '\r';
          case 'n' -> '\n';
          case 't' -> '\t';
          case 'v' -> '\u000b';
          case '0' -> '\0';
          default -> (char) Integer.parseInt(escape.substring(1), 16);
        };
    return String.valueOf(c);
  }

  private static String resource(String path) {
    try (InputStream in = SmugglingCases.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new AssertionError("no resource " + path);
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new AssertionError(path, e);
    }
  }
}
