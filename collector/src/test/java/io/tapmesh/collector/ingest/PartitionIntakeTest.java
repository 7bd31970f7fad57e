package io.tapmesh.collector.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.collector.decode.Otlp;
import io.tapmesh.collector.decode.SpanDecoder;
import io.tapmesh.collector.decode.UndecodableException.Reason;
import io.tapmesh.collector.rows.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class PartitionIntakeTest {

  private static final long START = 1_795_392_000_000_000_000L;
  private static final long DAY = 86_400_000_000_000L;
  private static final PartitionKey KEY =
      new PartitionKey(new TopicPartition("otlp_spans", 2), "idOfTopic");
  private static final BatchLimits FOUR_ROWS =
      new BatchLimits(4, BatchLimits.MIN_BYTES, Duration.ofSeconds(1));

  private final AtomicLong nanos = new AtomicLong();

  @Test
  void aBatchEndsWithTheRecordThatFillsIt() {
    PartitionIntake intake = from(100, 100, null);
    for (long offset = 100; offset < 103; offset++) {
      intake.add(record(offset, 2, START), FOUR_ROWS, 1);
    }

    Batch batch = intake.poll();

    assertThat(batch.records()).isEqualTo(2);
    assertThat(batch.token(Table.TRACES)).isEqualTo("otlp_spans-idOfTopic-2-100-101-otel_traces-1");
    assertThat(batch.planned().offset()).isEqualTo(100);
    assertThat(batch.planned().metadata()).isEqualTo("tapmesh topic=idOfTopic end=102 decoder=1");
    assertThat(batch.stored().offset()).isEqualTo(102);
    assertThat(intake.poll()).isNull();
    assertThat(intake.records()).isEqualTo(1);
  }

  @Test
  void anOpenBatchIsDueAfterTheDelay() {
    PartitionIntake intake = from(0, 0, null);
    intake.add(record(0, 1, START), FOUR_ROWS, 1);

    nanos.set(999_999_999);
    assertThat(intake.isDue(FOUR_ROWS.maxDelay().toNanos())).isFalse();
    nanos.set(1_000_000_000);
    assertThat(intake.isDue(FOUR_ROWS.maxDelay().toNanos())).isTrue();
  }

  @Test
  void aFormerOwnersPlanIsRebuiltWhateverTheLimitsSay() {
    PartitionIntake intake = from(100, 100, new Plan(110, 9));
    for (long offset = 100; offset < 112; offset++) {
      intake.add(record(offset, 3, START), FOUR_ROWS, 1);
      intake.closeOpen();
    }

    Batch rebuilt = intake.poll();

    assertThat(rebuilt.records()).isEqualTo(10);
    assertThat(rebuilt.token(Table.TRACES))
        .isEqualTo("otlp_spans-idOfTopic-2-100-109-otel_traces-9");
    assertThat(intake.poll().token(Table.TRACES))
        .isEqualTo("otlp_spans-idOfTopic-2-110-110-otel_traces-1");
  }

  @Test
  void aPlanIsCompleteWhenTheClientHasPassedItsEnd() {
    PartitionIntake intake = from(100, 100, new Plan(103, 1));
    intake.add(record(100, 1, START), FOUR_ROWS, 1);
    intake.advance(102, 0);
    assertThat(intake.poll()).isNull();

    intake.advance(105, 0);

    assertThat(intake.poll().stored().offset()).isEqualTo(103);
    assertThat(intake.next()).isEqualTo(105);
  }

  @Test
  void aPlanOfDeletedRecordsKeepsItsToken() {
    PartitionIntake intake = from(100, 104, new Plan(106, 1));
    intake.add(record(104, 1, START), FOUR_ROWS, 1);
    intake.add(record(105, 1, START), FOUR_ROWS, 1);
    intake.advance(106, 0);

    assertThat(intake.poll().token(Table.TRACES))
        .isEqualTo("otlp_spans-idOfTopic-2-100-105-otel_traces-1");
  }

  @Test
  void offsetsWithoutRecordsAreCommittedToo() {
    PartitionIntake intake = from(0, 0, null);
    intake.advance(3, 0);
    intake.closeOpen();

    Batch batch = intake.poll();

    assertThat(batch.records()).isZero();
    assertThat(batch.rows().blocks()).isEmpty();
    assertThat(batch.stored().offset()).isEqualTo(3);
  }

  @Test
  void undecodableRecordsAreSetAsideAndTheOthersKept() {
    PartitionIntake intake = from(0, 0, null);
    intake.add(record(0, 1, START), FOUR_ROWS, 1);
    intake.add(record(1, new byte[] {1, 2, 3}), FOUR_ROWS, 1);
    intake.add(record(2, (byte[]) null), FOUR_ROWS, 1);
    intake.add(record(3, 1, START), FOUR_ROWS, 1);
    intake.closeOpen();

    Batch batch = intake.poll();

    assertThat(batch.rows().count()).isEqualTo(2);
    assertThat(batch.poison())
        .extracting(PoisonRecord::reason)
        .containsExactly(Reason.MALFORMED, Reason.NO_VALUE);
    assertThat(batch.poison()).extracting(p -> p.record().offset()).containsExactly(1L, 2L);
  }

  @Test
  void aBatchThatTouchesManyDaysEnds() {
    PartitionIntake intake = from(0, 0, null);
    BatchLimits manyRows = new BatchLimits(1_000_000, 1 << 30, Duration.ofSeconds(1));
    for (int day = 0; day < 100; day++) {
      intake.add(record(day, 1, START + day * DAY), manyRows, 1);
    }

    assertThat(intake.closedBatches()).isEqualTo(2);
    assertThat(intake.poll().rows().days()).isEqualTo(48);
  }

  private PartitionIntake from(long committed, long from, Plan plan) {
    return new PartitionIntake(
        new StartPositions.Start(KEY, committed, from, plan), new SpanDecoder(), nanos::get);
  }

  private static ConsumerRecord<byte[], byte[]> record(long offset, int spans, long startNanos) {
    List<io.opentelemetry.proto.trace.v1.Span> all = new ArrayList<>();
    for (int i = 0; i < spans; i++) {
      all.add(Otlp.span(offset * 100 + i, startNanos).build());
    }
    return record(offset, Otlp.spans("s", all).toByteArray());
  }

  private static ConsumerRecord<byte[], byte[]> record(long offset, byte[] value) {
    return new ConsumerRecord<>(
        "otlp_spans",
        2,
        offset,
        START / 1_000_000,
        TimestampType.CREATE_TIME,
        0,
        value == null ? -1 : value.length,
        null,
        value,
        new RecordHeaders(),
        Optional.empty());
  }
}
