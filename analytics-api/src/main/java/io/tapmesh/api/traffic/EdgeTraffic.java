package io.tapmesh.api.traffic;

import io.tapmesh.api.store.Row;
import java.util.List;

/** An edge with what was counted, before it is put into numbers for people. */
record EdgeTraffic(
    String source,
    String destination,
    String reporter,
    List<String> protocols,
    long encryptedRequests,
    List<String> tlsVersions,
    Traffic traffic) {

  static EdgeTraffic read(Row row) {
    return new EdgeTraffic(
        row.text("source"),
        row.text("destination"),
        row.text("reporter"),
        row.texts("protocols"),
        row.number("encryptedRequests"),
        row.texts("tlsVersions"),
        Traffic.read(row));
  }

  Edge shown(double seconds) {
    return new Edge(
        source,
        destination,
        reporter,
        protocols,
        encryptedRequests,
        tlsVersions,
        Stats.of(traffic, seconds));
  }
}
