package io.tapmesh.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.proxy.telemetry.SpanCounts.DropReason;
import io.tapmesh.proxy.telemetry.SpanCounts.Reading;
import org.junit.jupiter.api.Test;

/** Numbers that are read together add up, whoever counts meanwhile. */
final class SpanCountsTest {

  private static final int SPANS = 300_000;

  @Test
  void readingAddsUpWhileSpansEnd() throws Exception {
    SpanCounts counts = new SpanCounts();
    SpanCounts.Cell cell = counts.newCell();
    Thread counting =
        new Thread(
            () -> {
              for (int i = 0; i < SPANS; i++) {
                cell.addEnded();
                if (i % 3 == 0) {
                  counts.addExported(1);
                } else if (i % 3 == 1) {
                  counts.addDropped(DropReason.KAFKA_ERROR, 1);
                } else {
                  cell.addQueueFull();
                }
              }
            });
    counting.start();
    boolean over;
    do {
      over = !counting.isAlive();
      Reading reading = counts.read();
      long dropped = reading.dropped().values().stream().mapToLong(Long::longValue).sum();
      assertThat(reading.inFlight()).isNotNegative();
      assertThat(reading.exported() + dropped + reading.inFlight()).isEqualTo(reading.ended());
    } while (!over);
    counting.join();

    Reading last = counts.read();
    assertThat(last.ended()).isEqualTo(SPANS);
    assertThat(last.inFlight()).isZero();
    assertThat(last.exported()).isEqualTo(SPANS / 3);
    assertThat(last.dropped())
        .containsEntry(DropReason.KAFKA_ERROR, (long) SPANS / 3)
        .containsEntry(DropReason.QUEUE_FULL, (long) SPANS / 3)
        .containsEntry(DropReason.SHUTDOWN, 0L);
  }
}
