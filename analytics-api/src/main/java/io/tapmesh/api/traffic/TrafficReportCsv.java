package io.tapmesh.api.traffic;

import io.tapmesh.api.time.Window;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * The traffic report for spreadsheets: <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC
 * 4180</a>, UTF-8. Every row carries the period and the completeness, because a file outlives the
 * response that it came in.
 */
public final class TrafficReportCsv {

  private static final List<String> HEADER =
      List.of(
          "period_from",
          "period_to",
          "source",
          "destination",
          "counted_by",
          "protocol",
          "encrypted",
          "tls_version",
          "requests",
          "errors",
          "request_bytes",
          "response_bytes",
          "first_seen",
          "last_seen",
          "completeness");

  private static final DateTimeFormatter FILE_TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private TrafficReportCsv() {}

  /** The whole file. */
  public static String of(TrafficReport report) {
    StringBuilder csv = new StringBuilder(128 * (report.rows().size() + 1));
    line(csv, HEADER);
    for (TrafficReport.Row row : report.rows()) {
      line(
          csv,
          List.of(
              report.window().from().toString(),
              report.window().to().toString(),
              row.source(),
              row.destination(),
              row.reporter(),
              row.protocol(),
              row.encrypted() ? "yes" : "no",
              row.tlsVersion(),
              Long.toString(row.requests()),
              Long.toString(row.errors()),
              Long.toString(row.requestBytes()),
              Long.toString(row.responseBytes()),
              row.firstSeen().toString(),
              row.lastSeen().toString(),
              report.completeness().state().spelled()));
    }
    return csv.toString();
  }

  /** A name that says which period the file is about. */
  public static String fileName(Window window) {
    return "tapmesh-traffic_%s_%s.csv"
        .formatted(FILE_TIME.format(window.from()), FILE_TIME.format(window.to()));
  }

  private static void line(StringBuilder csv, List<String> cells) {
    for (int i = 0; i < cells.size(); i++) {
      csv.append(i == 0 ? "" : ",").append(cell(cells.get(i)));
    }
    csv.append("\r\n");
  }

  private static String cell(String value) {
    String safe = isFormula(value) ? "'" + value : value;
    boolean quoted = safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }

  /** Names of services come from the network, and spreadsheets run cells that start like this. */
  private static boolean isFormula(String value) {
    return !value.isEmpty() && "=+-@\t\r\n".indexOf(value.charAt(0)) >= 0;
  }
}
