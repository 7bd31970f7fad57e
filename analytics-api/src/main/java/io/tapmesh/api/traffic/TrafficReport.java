package io.tapmesh.api.traffic;

import io.tapmesh.api.ingest.Completeness;
import io.tapmesh.api.time.Window;
import java.time.Instant;
import java.util.List;

/** Who called whom in a period, how much, and whether it was encrypted. */
public record TrafficReport(
    Window window, Completeness completeness, Instant generatedAt, Totals totals, List<Row> rows) {

  /** Sums of all rows. */
  public record Totals(
      long requests, long errors, long requestBytes, long responseBytes, long encryptedRequests) {}

  /**
   * The requests of one edge over one protocol and one TLS version.
   *
   * @param tlsVersion empty where it was not encrypted
   * @param firstSeen start of the first interval with requests
   * @param lastSeen end of the last interval with requests
   */
  public record Row(
      String source,
      String destination,
      String reporter,
      String protocol,
      boolean encrypted,
      String tlsVersion,
      long requests,
      long errors,
      long requestBytes,
      long responseBytes,
      Instant firstSeen,
      Instant lastSeen) {

    static Row read(io.tapmesh.api.store.Row row, Window window) {
      String tlsVersion = row.text("tlsVersion");
      Instant end = row.seconds("lastSeen").plusSeconds(window.resolutionSeconds());
      return new Row(
          row.text("source"),
          row.text("destination"),
          row.text("reporter"),
          row.text("protocol"),
          !tlsVersion.isEmpty(),
          tlsVersion,
          row.number("requests"),
          row.number("errors"),
          row.number("requestBytes"),
          row.number("responseBytes"),
          row.seconds("firstSeen"),
          end.isAfter(window.to()) ? window.to() : end);
    }
  }

  static TrafficReport of(
      Window window, Completeness completeness, Instant generatedAt, List<Row> rows) {
    Totals totals = new Totals(0, 0, 0, 0, 0);
    for (Row row : rows) {
      totals =
          new Totals(
              totals.requests + row.requests,
              totals.errors + row.errors,
              totals.requestBytes + row.requestBytes,
              totals.responseBytes + row.responseBytes,
              totals.encryptedRequests + (row.encrypted ? row.requests : 0));
    }
    return new TrafficReport(window, completeness, generatedAt, totals, rows);
  }
}
