package io.tapmesh.collector;

import java.util.List;

/**
 * What a collector has done since it started.
 *
 * @param recordsRead Kafka records taken
 * @param recordsStored of these, stored and committed
 * @param recordsDeadLettered of these, put on the dead-letter topic
 * @param recordsLost deleted by Kafka's retention before anybody read them; not among those read
 * @param spansStored rows of {@code otel_traces}
 * @param pointsStored rows of {@code otel_metrics_*}
 * @param lagRecords records on Kafka that are not stored yet, as last looked up (twice a second
 *     under load)
 * @param problems one sentence for each thing that is wrong now; empty if all is well
 */
public record CollectorStatus(
    long recordsRead,
    long recordsStored,
    long recordsDeadLettered,
    long recordsLost,
    long spansStored,
    long pointsStored,
    long lagRecords,
    List<String> problems) {

  public CollectorStatus {
    problems = List.copyOf(problems);
  }

  /** Whether telemetry is being stored. */
  public boolean ready() {
    return problems.isEmpty();
  }
}
