package io.tapmesh.collector.ingest;

import io.tapmesh.collector.decode.Decoder;
import io.tapmesh.collector.decode.UndecodableException;
import io.tapmesh.collector.decode.UndecodableException.Reason;
import io.tapmesh.collector.rows.RowLimitException;
import io.tapmesh.collector.rows.Rows;
import io.tapmesh.collector.rows.Table;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * A contiguous range of one partition, decoded. Filled by the thread that polls; once closed, it is
 * handed to the thread that stores, and back.
 */
final class Batch {

  /** Of a Kafka record in memory, roughly. */
  private static final int POISON_OVERHEAD_BYTES = 256;

  private final PartitionKey key;
  private final long first;
  private final int decoderVersion;
  private final Rows rows;
  private final List<PoisonRecord> poison = new ArrayList<>();
  private final long openedNanos;
  private final long firstTimestampMillis;
  private int records;
  private long poisonBytes;
  private long end = -1;

  /** Set when the partition has been lost: nobody waits for this batch any more. */
  private volatile boolean abandoned;

  /**
   * @param first the offset that is, or will be, committed when this batch is planned
   * @param firstTimestampMillis of the record at {@code first}
   */
  Batch(
      PartitionKey key,
      long first,
      int decoderVersion,
      Rows rows,
      long openedNanos,
      long firstTimestampMillis) {
    this.key = key;
    this.first = first;
    this.decoderVersion = decoderVersion;
    this.rows = rows;
    this.openedNanos = openedNanos;
    this.firstTimestampMillis = firstTimestampMillis;
  }

  /** Adds the rows of a record, or the record to those that cannot be decoded. */
  void add(ConsumerRecord<byte[], byte[]> record, Decoder decoder) {
    records++;
    rows.beginRecord();
    try {
      if (record.value() == null) {
        throw new UndecodableException(Reason.NO_VALUE, "the record has no value");
      }
      decoder.decode(record.value(), rows);
      rows.endRecord();
    } catch (UndecodableException e) {
      rows.rollbackRecord();
      setAside(record, e.reason(), e.sentence());
    } catch (RowLimitException e) {
      rows.rollbackRecord();
      setAside(record, Reason.TOO_LARGE, e.sentence());
    }
  }

  private void setAside(ConsumerRecord<byte[], byte[]> record, Reason reason, String sentence) {
    poison.add(new PoisonRecord(record, reason, sentence));
    poisonBytes += POISON_OVERHEAD_BYTES + Math.max(0, record.serializedValueSize());
  }

  /**
   * Ends the batch.
   *
   * @param endOffset the offset after its last record
   */
  void close(long endOffset) {
    end = endOffset;
  }

  /** Names the rows of one table in this batch; the same after any crash. */
  String token(Table table) {
    return String.join(
        "-",
        key.partition().topic(),
        key.topicId(),
        Integer.toString(key.partition().partition()),
        Long.toString(first),
        Long.toString(end - 1),
        table.tableName(),
        Integer.toString(decoderVersion));
  }

  /** The offset to commit before anything is stored. */
  OffsetAndMetadata planned() {
    CommitNote note = new CommitNote(key.topicId(), new Plan(end, decoderVersion));
    return new OffsetAndMetadata(first, note.toMetadata());
  }

  /** The offset to commit when everything is stored. */
  OffsetAndMetadata stored() {
    return new OffsetAndMetadata(end, new CommitNote(key.topicId(), null).toMetadata());
  }

  PartitionKey key() {
    return key;
  }

  long end() {
    return end;
  }

  Rows rows() {
    return rows;
  }

  /** What it takes in memory, in rows and in records that are none. */
  long bytes() {
    return rows.bytes() + poisonBytes;
  }

  List<PoisonRecord> poison() {
    return poison;
  }

  int records() {
    return records;
  }

  long openedNanos() {
    return openedNanos;
  }

  long firstTimestampMillis() {
    return firstTimestampMillis;
  }

  void abandon() {
    abandoned = true;
  }

  boolean abandoned() {
    return abandoned;
  }
}
