package io.tapmesh.proxy.telemetry;

import io.tapmesh.proxy.telemetry.SpanCounts.DropReason;
import io.tapmesh.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes chunks of encoded spans from the queue, sorts them by partition, all spans of a trace to
 * the same one, and sends them to Kafka. Has one thread of its own.
 *
 * <p>What it has counts against the {@link SpanBudget} until Kafka has acknowledged it: while Kafka
 * is away the budget is used up, and what is new is dropped on the event loops. Nothing that goes
 * wrong here ends the thread: what it had is dropped and counted, and it goes on.
 */
final class SpanShipper {

  private static final Logger log = LoggerFactory.getLogger(SpanShipper.class);
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** How long the number of partitions is taken for granted: it costs more to ask than to send. */
  private static final long PARTITIONS_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final SpanQueue queue;
  private final KafkaLink kafka;
  private final SpanRecord.Frame frame;
  private final SpanBudget budget;
  private final SpanCounts counts;
  private final int batchSize;
  private final long maxAgeNanos;
  private final AtomicInteger unacknowledged = new AtomicInteger();
  private final LongAdder sendErrors = new LongAdder();
  private final LogLimit sendErrorLog = new LogLimit();
  private final LogLimit failureLog = new LogLimit();
  private final List<SpanRecord> records = new ArrayList<>();
  private final Thread thread;
  private volatile boolean failing;
  private volatile boolean stopping;
  private volatile boolean abandoning;
  private long stopAtNanos;
  private int partitions;
  private long partitionsNanos;

  /**
   * Makes a shipper, which {@link #start} makes work.
   *
   * @param batchSize spans in a record at most
   * @param maxAgeNanos how long a span may wait here for others
   */
  SpanShipper(
      SpanQueue queue,
      KafkaLink kafka,
      SpanRecord.Frame frame,
      SpanBudget budget,
      SpanCounts counts,
      int batchSize,
      long maxAgeNanos) {
    this.queue = queue;
    this.kafka = kafka;
    this.frame = frame;
    this.budget = budget;
    this.counts = counts;
    this.batchSize = batchSize;
    this.maxAgeNanos = maxAgeNanos;
    thread = new Thread(this::run, "tapmesh-spans");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Spans that were sent and are not acknowledged. */
  int unacknowledged() {
    return unacknowledged.get();
  }

  /** Records that Kafka did not take. */
  long sendErrors() {
    return sendErrors.sum();
  }

  /**
   * Whether the last thing that it tried went wrong by a fault of its own, or its thread has ended,
   * which nothing that we know of makes it do: what it had is in flight for good then.
   */
  boolean isFailing() {
    return failing || (!stopping && !thread.isAlive());
  }

  /** Sends what is there, and waits for acknowledgements, up to a time. Spans must have ceased. */
  void stop(long timeoutNanos) {
    stopAtNanos = Clock.nanos() + timeoutNanos;
    stopping = true;
    queue.wake();
    try {
      TimeUnit.NANOSECONDS.timedJoin(thread, timeoutNanos + TimeUnit.SECONDS.toNanos(3));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    abandoning = true;
  }

  private void run() {
    while (!stopping) {
      try {
        turn();
      } catch (RuntimeException | Error e) {
        // What goes wrong with spans is caught closer to them, where it is counted.
        failing = true;
        if (failureLog.mayLog()) {
          log.error("the export of spans goes on after an unexpected error", e);
        }
      }
    }
    while (Clock.nanos() - stopAtNanos < 0
        && (!queue.isEmpty() || isHolding() || unacknowledged() > 0)) {
      step();
      queue.pause(RETRY_NANOS / 10);
    }
    abandon();
  }

  private void turn() {
    queue.await(isHolding() ? Math.min(maxAgeNanos, RETRY_NANOS) : maxAgeNanos + RETRY_NANOS);
    step();
    if (queue.isEmpty()) {
      queue.rest(REST_NANOS);
    } else {
      // Kafka could not say how many partitions there are.
      queue.pause(RETRY_NANOS);
    }
  }

  private void step() {
    try {
      takeChunks();
      sendOld(Clock.nanos());
      failing = false;
    } catch (RuntimeException | Error e) {
      failing = true;
      dropHeld(DropReason.SHIPPER_FAILED);
      if (failureLog.mayLog()) {
        long lost = counts.dropped(DropReason.SHIPPER_FAILED);
        log.error("spans were dropped, {} in all: their export failed", lost, e);
      }
    }
  }

  private boolean isHolding() {
    for (SpanRecord record : records) {
      if (record.count() > 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether it is known how many partitions there are. */
  private boolean knowsPartitions(long nowNanos) {
    if (partitions == 0 || nowNanos - partitionsNanos >= PARTITIONS_NANOS) {
      partitions = kafka.partitions(Topics.SPANS);
      partitionsNanos = nowNanos;
    }
    while (records.size() < partitions) {
      records.add(new SpanRecord(frame));
    }
    return partitions > 0;
  }

  private void takeChunks() {
    long now = Clock.nanos();
    if (queue.isEmpty() || !knowsPartitions(now)) {
      return;
    }
    SpanChunk chunk = queue.poll();
    while (chunk != null) {
      int span = 0;
      try {
        while (span < chunk.count()) {
          int partition = Math.floorMod(chunk.hash(span), partitions);
          add(partition, chunk, span, now);
          span++;
        }
      } finally {
        // Only if something went wrong in between.
        dropRest(chunk, span);
      }
      queue.giveBack(chunk);
      chunk = queue.poll();
    }
  }

  private void add(int partition, SpanChunk chunk, int span, long nowNanos) {
    SpanRecord record = records.get(partition);
    int length = chunk.length(span);
    boolean hasRoom = record.bytes() + length <= KafkaLink.GOOD_RECORD_BYTES;
    if (record.count() > 0 && (record.count() >= batchSize || !hasRoom)) {
      sendAll();
    }
    record.add(chunk, span, nowNanos);
  }

  private void dropRest(SpanChunk chunk, int from) {
    int places = 0;
    for (int span = from; span < chunk.count(); span++) {
      places += SpanBudget.places(chunk.length(span));
    }
    if (places > 0) {
      counts.addDropped(DropReason.SHIPPER_FAILED, chunk.count() - from);
      budget.giveBack(places);
    }
  }

  private void sendOld(long nowNanos) {
    for (SpanRecord record : records) {
      boolean isOld = nowNanos - record.begunNanos() >= maxAgeNanos;
      if (record.count() > 0 && (isOld || stopping)) {
        sendAll();
        return;
      }
    }
  }

  /** All partitions at once: what a request to Kafka costs hardly depends on what is in it. */
  private void sendAll() {
    for (int partition = 0; partition < records.size(); partition++) {
      if (records.get(partition).count() > 0) {
        send(partition, records.get(partition));
      }
    }
  }

  private void send(int partition, SpanRecord record) {
    int spans = record.count();
    int places = record.places();
    byte[] value = record.value();
    record.clear();
    unacknowledged.addAndGet(spans);
    try {
      kafka.send(
          new ProducerRecord<>(Topics.SPANS, partition, null, value),
          (metadata, error) -> acknowledged(spans, places, error));
    } catch (RuntimeException | Error e) {
      unacknowledged.addAndGet(-spans);
      counts.addDropped(DropReason.SHIPPER_FAILED, spans);
      budget.giveBack(places);
      throw e;
    }
  }

  private void acknowledged(int spans, int places, @Nullable Exception error) {
    unacknowledged.addAndGet(-spans);
    if (error == null) {
      counts.addExported(spans);
    } else {
      sendErrors.increment();
      if (sendErrorLog.mayLog()) {
        log.warn("Kafka did not take {} spans: {}", spans, error.toString());
      }
      DropReason other = abandoning ? DropReason.SHUTDOWN : DropReason.KAFKA_ERROR;
      counts.addDropped(
          error instanceof RecordTooLargeException ? DropReason.TOO_LARGE : other, spans);
    }
    budget.giveBack(places);
  }

  private int dropHeld(DropReason reason) {
    int lost = 0;
    for (SpanRecord record : records) {
      if (record.count() > 0) {
        lost += record.count();
        counts.addDropped(reason, record.count());
        budget.giveBack(record.places());
        record.clear();
      }
    }
    return lost;
  }

  private void abandon() {
    int lost = dropHeld(DropReason.SHUTDOWN);
    SpanChunk chunk = queue.poll();
    while (chunk != null) {
      counts.addDropped(DropReason.SHUTDOWN, chunk.count());
      lost += chunk.count();
      chunk = queue.poll();
    }
    if (lost > 0) {
      log.warn("{} spans were not sent: Kafka did not take them in time", lost);
    }
  }
}
