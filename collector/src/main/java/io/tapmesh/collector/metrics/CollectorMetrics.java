package io.tapmesh.collector.metrics;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the collector counts. Thread-safe.
 *
 * <p>For each topic, at any moment and since the start of the process:
 *
 * <pre>records read = stored + dead-lettered + released + in flight</pre>
 *
 * A record is <em>read</em> when Kafka's client hands it over; <em>stored</em> when its rows are in
 * ClickHouse and its offset is committed; <em>dead-lettered</em> when Kafka has acknowledged it on
 * the dead-letter topic and its offset is committed; <em>released</em> when its partition went to
 * another collector first, which reads it again. Records that Kafka deleted before anybody read
 * them are <em>lost</em> and not among those read.
 */
public final class CollectorMetrics {

  private static final String PREFIX = "tapmesh_collector_";

  private final Counter read = counter("records_read_total", "Records taken from Kafka.");
  private final Counter stored =
      counter(
          "records_stored_total", "Records whose rows are stored and whose offset is committed.");
  private final Counter deadLettered =
      counter("records_dead_lettered_total", "Records put on the dead-letter topic, by reason.");
  private final Counter released =
      counter(
          "records_released_total", "Records read and left to another collector to read again.");
  private final Counter lost =
      counter("records_lost_total", "Records that Kafka deleted before they were read.");
  private final Counter valuesLeftOut =
      counter(
          "dead_letter_values_left_out_total",
          "Dead letters whose value was too large for the dead-letter topic.");
  private final Counter rows = counter("rows_stored_total", "Rows stored, by table.");
  private final Counter batches = counter("batches_total", "Batches stored and committed.");
  private final Counter rebuilt =
      counter("batches_rebuilt_total", "Batches repeated from the plan of a former owner.");
  private final Counter inserts = counter("inserts_total", "Successful inserts, by table.");
  private final Counter insertFailures =
      counter(
          "insert_failures_total", "Inserts that failed and are repeated, by ClickHouse's code.");
  private final Counter kafkaFailures =
      counter("kafka_failures_total", "Calls to Kafka that failed and are repeated, by call.");
  private final Counter progressFailures =
      counter("progress_failures_total", "Progress reports that failed and are repeated.");
  private final InsertTimes insertTimes = new InsertTimes();
  private final Map<String, Long> lagByPartition = new ConcurrentHashMap<>();

  private static Counter counter(String name, String help) {
    return new Counter(PREFIX + name, help);
  }

  public void read(String topic, long records) {
    read.add(Text.label("topic", topic), records);
  }

  /** A batch's offsets are committed; dead letters are counted for themselves. */
  public void stored(String topic, long records) {
    stored.add(Text.label("topic", topic), records);
    batches.add(Text.label("topic", topic), 1);
  }

  public void deadLettered(String topic, Enum<?> reason) {
    String label = Text.label("reason", reason.name().toLowerCase(Locale.ROOT));
    deadLettered.add(Text.label("topic", topic) + "," + label, 1);
  }

  public void released(String topic, long records) {
    released.add(Text.label("topic", topic), records);
  }

  public void lost(String topic, long records) {
    lost.add(Text.label("topic", topic), records);
  }

  public void valueLeftOut(String topic) {
    valuesLeftOut.add(Text.label("topic", topic), 1);
  }

  public void rebuilt(String topic) {
    rebuilt.add(Text.label("topic", topic), 1);
  }

  /** An insert succeeded. */
  public void inserted(String table, long insertedRows, long nanos) {
    rows.add(Text.label("table", table), insertedRows);
    inserts.add(Text.label("table", table), 1);
    insertTimes.record(table, nanos);
  }

  /**
   * An insert failed and will be repeated.
   *
   * @param code ClickHouse's error code, 0 if it did not answer
   */
  public void insertFailed(String table, int code) {
    insertFailures.add(Text.label("table", table) + "," + Text.label("code", code), 1);
  }

  /**
   * A call to Kafka failed and will be repeated.
   *
   * @param call what failed: {@code commit}, {@code position}, {@code poll}, …
   */
  public void kafkaFailed(String topic, String call) {
    kafkaFailures.add(Text.label("topic", topic) + "," + Text.label("call", call), 1);
  }

  public void progressFailed(String topic) {
    progressFailures.add(Text.label("topic", topic), 1);
  }

  /** How many records of a partition that this collector owns are not stored yet. */
  public void lag(String topic, int partition, long records) {
    lagByPartition.put(partitionLabels(topic, partition), records);
  }

  /** The partition went to another collector. */
  public void forgetLag(String topic, int partition) {
    lagByPartition.remove(partitionLabels(topic, partition));
  }

  private static String partitionLabels(String topic, int partition) {
    return Text.label("topic", topic) + "," + Text.label("partition", partition);
  }

  public long recordsRead() {
    return read.sum();
  }

  public long recordsStored() {
    return stored.sum();
  }

  public long recordsDeadLettered() {
    return deadLettered.sum();
  }

  public long recordsReleased() {
    return released.sum();
  }

  public long recordsLost() {
    return lost.sum();
  }

  public long rowsStored(String table) {
    return rows.get(Text.label("table", table));
  }

  public long batchesRebuilt() {
    return rebuilt.sum();
  }

  /** The lag of all partitions that this collector owns. */
  public long lagRecords() {
    return lagByPartition.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Everything in Prometheus' text format. */
  public String print() {
    StringBuilder out = new StringBuilder(8192);
    for (Counter counter :
        new Counter[] {
          read,
          stored,
          deadLettered,
          released,
          lost,
          valuesLeftOut,
          rows,
          batches,
          rebuilt,
          inserts,
          insertFailures,
          kafkaFailures,
          progressFailures
        }) {
      counter.print(out);
    }
    insertTimes.print(out);
    String lag = PREFIX + "lag_records";
    Text.head(out, lag, "Records of owned partitions that are not stored yet.", "gauge");
    new TreeMap<>(lagByPartition)
        .forEach((labels, records) -> Text.line(out, lag, labels, Long.toString(records)));
    String flight = PREFIX + "records_in_flight";
    Text.head(out, flight, "Records read and not yet stored, dead-lettered or released.", "gauge");
    long inFlight = recordsRead() - recordsStored() - recordsDeadLettered() - recordsReleased();
    Text.line(out, flight, "", Long.toString(inFlight));
    return out.toString();
  }
}
