package io.tapmesh.standalone.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tapmesh.standalone.load.LoadReport;
import io.tapmesh.standalone.shop.AnswerCount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was sent, seen and stored, counted in different places so that they can be compared.
 *
 * @param load the load generator's own count
 * @param api the API's count of the same requests; {@code null} if it could not be asked
 * @param spans what proxies made of them
 * @param spansStored what the collector stored
 * @param services what each service of the shop answered, counted by it and by its callers
 */
record DemoSummary(
    LoadReport load,
    ApiCounts.@Nullable EdgeCount api,
    SpanCounts spans,
    long spansStored,
    Map<String, AnswerCount> services) {

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        line(
            "requests",
            "%,d sent by the visitors' own count, %,d of them errors",
            load.requests(),
            load.errors()));
    if (load.notConnected() + load.turnedAway() > 0) {
      lines.add(
          line(
              "",
              "and not sent: %,d found nobody listening, %,d visits came at too full a shop",
              load.notConnected(),
              load.turnedAway()));
    }
    if (api == null) {
      lines.add(line("", "the API could not be asked for its count"));
    } else {
      boolean same = api.requests() == load.requests() && api.errors() == load.errors();
      lines.add(
          line(
              "",
              "%,d counted by the API, %,d of them errors: %s",
              api.requests(),
              api.errors(),
              same ? "the same" : "NOT the same"));
    }
    lines.add(line("spans", "%,d made, %,d stored", spans.made(), spansStored));
    spans
        .dropped()
        .forEach((reason, count) -> lines.add(line("", "%,d dropped: %s", count, reason)));
    if (spans.dropped().isEmpty()) {
      lines.add(line("", "none dropped"));
    }
    return lines;
  }

  /** In JSON. */
  void write(Path file) {
    try {
      new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), this);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private static String line(String name, String format, Object... values) {
    return String.format(Locale.ROOT, "  %-12s", name) + String.format(Locale.ROOT, format, values);
  }
}
