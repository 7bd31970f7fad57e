package io.tapmesh.proxy.telemetry;

import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.data.SpanData;
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
 * Takes spans from the queue, encodes them and sends them to Kafka, all spans of a trace to the
 * same partition. Has one thread of its own.
 *
 * <p>While Kafka is away it takes no more spans than may wait for an acknowledgement, so that the
 * queue fills and drops what is new: what memory it needs is bounded, and known.
 */
final class SpanShipper {

  private static final Logger log = LoggerFactory.getLogger(SpanShipper.class);
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final SpanQueue queue;
  private final KafkaLink kafka;
  private final OtlpSpans otlp;
  private final SpanCounts counts;
  private final int batchSize;
  private final long batchDelayNanos;
  private final AtomicInteger unacknowledged = new AtomicInteger();
  private final LongAdder sendErrors = new LongAdder();
  private final LogLimit sendErrorLog = new LogLimit();
  private final Thread thread;
  private volatile boolean stopping;
  private volatile boolean abandoning;
  private long stopAtNanos;

  SpanShipper(
      SpanQueue queue,
      KafkaLink kafka,
      OtlpSpans otlp,
      SpanCounts counts,
      int batchSize,
      long batchDelayNanos) {
    this.queue = queue;
    this.kafka = kafka;
    this.otlp = otlp;
    this.counts = counts;
    this.batchSize = batchSize;
    this.batchDelayNanos = batchDelayNanos;
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
    try {
      while (!stopping) {
        queue.await(batchDelayNanos);
        if (!shipAll()) {
          queue.await(RETRY_NANOS);
        }
      }
      while (Clock.nanos() - stopAtNanos < 0 && (queue.size() > 0 || unacknowledged() > 0)) {
        shipAll();
        queue.await(RETRY_NANOS / 10);
      }
      abandonQueue();
    } catch (RuntimeException | Error e) {
      log.error("the export of spans has ended; all further spans will be dropped", e);
      throw e;
    }
  }

  private void abandonQueue() {
    List<ReadableSpan> rest = new ArrayList<>();
    int lost = queue.drainTo(rest, Integer.MAX_VALUE);
    if (lost > 0) {
      counts.addDropped(DropReason.SHUTDOWN, lost);
      log.warn("{} spans were not sent: Kafka did not take them in time", lost);
    }
  }

  /** Ships what the queue holds; returns false if Kafka does not take any more. */
  private boolean shipAll() {
    List<ReadableSpan> spans = new ArrayList<>(batchSize);
    while (true) {
      int room = queue.capacity() - unacknowledged();
      int partitions = queue.size() == 0 || room <= 0 ? 0 : kafka.partitions(Topics.SPANS);
      if (partitions == 0) {
        return queue.size() == 0;
      }
      spans.clear();
      int taken = queue.drainTo(spans, Math.min(room, batchSize * partitions));
      unacknowledged.addAndGet(taken);
      ship(spans, partitions);
      if (taken < batchSize) {
        return true;
      }
    }
  }

  private void ship(List<ReadableSpan> spans, int partitions) {
    List<List<Span>> byPartition = new ArrayList<>(partitions);
    for (int i = 0; i < partitions; i++) {
      byPartition.add(new ArrayList<>());
    }
    for (ReadableSpan span : spans) {
      try {
        SpanData data = span.toSpanData();
        int partition = partition(data.getTraceId(), partitions);
        List<Span> batch = byPartition.get(partition);
        batch.add(OtlpSpans.span(data));
        if (batch.size() == batchSize) {
          send(partition, List.copyOf(batch));
          batch.clear();
        }
      } catch (RuntimeException e) {
        log.error("a span could not be encoded", e);
        drop(DropReason.ENCODE_ERROR, 1);
      }
    }
    for (int partition = 0; partition < partitions; partition++) {
      if (!byPartition.get(partition).isEmpty()) {
        send(partition, byPartition.get(partition));
      }
    }
  }

  /** The low half of a trace id is random in all formats; the high half may be zero in B3. */
  static int partition(String traceId, int partitions) {
    return Math.floorMod(traceId.substring(16).hashCode(), partitions);
  }

  private void send(int partition, List<Span> spans) {
    byte[] value = otlp.request(spans);
    if (value.length > KafkaLink.MAX_RECORD_BYTES && spans.size() > 1) {
      int half = spans.size() / 2;
      send(partition, spans.subList(0, half));
      send(partition, spans.subList(half, spans.size()));
      return;
    }
    int size = spans.size();
    kafka.send(
        new ProducerRecord<>(Topics.SPANS, partition, null, value),
        (metadata, error) -> acknowledged(size, error));
  }

  private void acknowledged(int spans, @Nullable Exception error) {
    if (error == null) {
      counts.addExported(spans);
      unacknowledged.addAndGet(-spans);
      return;
    }
    sendErrors.increment();
    if (sendErrorLog.mayLog()) {
      log.warn("Kafka did not take {} spans: {}", spans, error.toString());
    }
    DropReason other = abandoning ? DropReason.SHUTDOWN : DropReason.KAFKA_ERROR;
    drop(error instanceof RecordTooLargeException ? DropReason.TOO_LARGE : other, spans);
  }

  private void drop(DropReason reason, int spans) {
    counts.addDropped(reason, spans);
    unacknowledged.addAndGet(-spans);
  }
}
