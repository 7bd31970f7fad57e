package io.tapmesh.api.traces;

import io.tapmesh.api.store.Nanos;
import io.tapmesh.api.store.Row;
import java.time.Instant;
import java.util.List;

/**
 * A trace in one line.
 *
 * @param rootName of the earliest span whose parent is not in the trace
 */
public record TraceSummary(
    String traceId,
    String rootService,
    String rootName,
    Instant startedAt,
    double durationMillis,
    long spanCount,
    long errorCount,
    List<String> services) {

  private static final double NANOS_PER_MILLI = 1e6;

  static TraceSummary read(Row row) {
    long start = row.number("startedAt");
    return new TraceSummary(
        row.text("traceId"),
        row.text("rootService"),
        row.text("rootName"),
        Nanos.toInstant(start),
        (row.number("endedAt") - start) / NANOS_PER_MILLI,
        row.number("spanCount"),
        row.number("errorCount"),
        row.texts("services"));
  }
}
