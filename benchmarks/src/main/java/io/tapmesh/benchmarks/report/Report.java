package io.tapmesh.benchmarks.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints results as they come, and keeps them for a file. */
public final class Report {

  private static final String LINE = "%-10s %-16s %-22s %12s %8s  %s%n";

  private final PrintWriter out;
  private final List<Result> results = new ArrayList<>();

  public Report(PrintWriter out) {
    this.out = out;
  }

  /** The line above the table. */
  public void header() {
    out.printf(LINE, "TEST", "SUBJECT", "QUANTITY", "MEDIAN", "RATIO", "TARGET");
    out.flush();
  }

  /** Adds a line and prints it. */
  public void add(Result result) {
    results.add(result);
    out.printf(
        LINE,
        result.test(),
        result.subject(),
        result.quantity(),
        number(result.value()),
        result.ratio() == null ? "" : "%.3f".formatted(result.ratio()),
        result.target() == null ? "" : result.target() + (met(result) ? "  met" : "  NOT MET"));
    out.flush();
  }

  private static boolean met(Result result) {
    return Boolean.TRUE.equals(result.met());
  }

  private static String number(double value) {
    String format = value >= 1000 ? "%,.0f" : value >= 100 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }

  /** Something that is not a number: says it, and keeps nothing. */
  public void note(String text) {
    out.println(text);
    out.flush();
  }

  /** How many targets were missed. */
  public long missed() {
    return results.stream().filter(r -> Boolean.FALSE.equals(r.met())).count();
  }

  /**
   * Writes everything as JSON.
   *
   * @param machine what it ran on
   */
  public void write(Path file, Map<String, String> machine) throws IOException {
    ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode root = json.createObjectNode();
    root.set("machine", json.valueToTree(machine));
    root.set("results", json.valueToTree(results));
    json.writeValue(file.toFile(), root);
  }
}
