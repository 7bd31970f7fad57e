package io.tapmesh.proxy.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tapmesh.schemas.Topics;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps encoded metrics until Kafka has acknowledged them. Each is the record of an interval that
 * exists nowhere else, so nothing is given up for lack of time; only beyond a number of bytes the
 * oldest are dropped. For data points, when nothing is being added:
 *
 * <pre>offered = exported + dropped + waiting</pre>
 *
 * Thread-safe.
 */
final class MetricShipper {

  private static final Logger log = LoggerFactory.getLogger(MetricShipper.class);

  /** What the producer may hold at a time; far below its buffer, so that sending never waits. */
  private static final long MAX_HANDED_BYTES = 4 << 20;

  private final KafkaLink kafka;
  private final byte[] key;
  private final long maxBytes;
  private final ArrayDeque<OtlpMetrics.Encoded> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private long waitingPoints;
  private long handedBytes;
  private final LongAdder offered = new LongAdder();
  private final LongAdder exported = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder sendErrors = new LongAdder();
  private final LogLimit errorLog = new LogLimit();
  private final LogLimit dropLog = new LogLimit();

  /**
   * Makes a shipper.
   *
   * @param instance keeps the records of this proxy on one partition, and so in order
   * @param maxBytes what may wait, including what is sent and not acknowledged
   */
  MetricShipper(KafkaLink kafka, String instance, long maxBytes) {
    this.kafka = kafka;
    this.key = instance.getBytes(UTF_8);
    this.maxBytes = maxBytes;
  }

  /** Takes over the records of an interval, and sends what can be sent. */
  void offer(List<OtlpMetrics.Encoded> records) {
    synchronized (this) {
      for (OtlpMetrics.Encoded record : records) {
        offered.add(record.points());
        waitingPoints += record.points();
        enqueue(record, false);
      }
    }
    ship();
  }

  private void enqueue(OtlpMetrics.Encoded record, boolean first) {
    if (first) {
      waiting.addFirst(record);
    } else {
      waiting.addLast(record);
    }
    waitingBytes += record.bytes().length;
    while (waitingBytes + handedBytes > maxBytes && !waiting.isEmpty()) {
      OtlpMetrics.Encoded oldest = waiting.removeFirst();
      waitingBytes -= oldest.bytes().length;
      drop(oldest);
    }
  }

  private void drop(OtlpMetrics.Encoded record) {
    waitingPoints -= record.points();
    dropped.add(record.points());
    if (dropLog.mayLog()) {
      log.warn("{} metric points were dropped, {} in all", record.points(), dropped.sum());
    }
  }

  /** Sends what waits; a failed record is tried again at the next call. */
  void ship() {
    while (true) {
      OtlpMetrics.Encoded next;
      synchronized (this) {
        next = handedBytes >= MAX_HANDED_BYTES ? null : waiting.pollFirst();
        if (next == null) {
          return;
        }
        waitingBytes -= next.bytes().length;
        handedBytes += next.bytes().length;
      }
      long errorsBefore = sendErrors.sum();
      kafka.send(
          new ProducerRecord<>(Topics.METRICS, key, next.bytes()),
          (metadata, error) -> acknowledged(next, error));
      if (sendErrors.sum() > errorsBefore) {
        // Not now. The next interval, or the end of the proxy, tries again.
        return;
      }
    }
  }

  private synchronized void acknowledged(OtlpMetrics.Encoded record, @Nullable Exception error) {
    handedBytes -= record.bytes().length;
    if (error == null) {
      waitingPoints -= record.points();
      exported.add(record.points());
    } else {
      sendErrors.increment();
      if (errorLog.mayLog()) {
        log.warn(
            "Kafka did not take {} metric points, which are kept: {}",
            record.points(),
            error.toString());
      }
      if (error instanceof RecordTooLargeException) {
        drop(record);
      } else {
        enqueue(record, true);
      }
    }
    notifyAll();
  }

  /**
   * Sends what is left.
   *
   * @return false if the time was up first
   */
  synchronized boolean drain(long timeoutNanos) {
    long deadline = Clock.nanos() + timeoutNanos;
    while (waitingPoints > 0) {
      long left = deadline - Clock.nanos();
      if (left <= 0) {
        return false;
      }
      ship();
      try {
        TimeUnit.NANOSECONDS.timedWait(this, Math.min(left, TimeUnit.MILLISECONDS.toNanos(50)));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  /** Gives up what still waits, after {@link #drain} and the producer's end. */
  synchronized void abandon() {
    while (!waiting.isEmpty()) {
      OtlpMetrics.Encoded record = waiting.removeFirst();
      waitingBytes -= record.bytes().length;
      drop(record);
    }
  }

  /** Data points that were to be exported. */
  long offered() {
    return offered.sum();
  }

  /** Data points that Kafka has acknowledged. */
  long exported() {
    return exported.sum();
  }

  /** Data points that were given up. */
  long dropped() {
    return dropped.sum();
  }

  /** Data points that wait to be sent or acknowledged. */
  synchronized long waiting() {
    return waitingPoints;
  }

  /** Records that Kafka did not take at first. */
  long sendErrors() {
    return sendErrors.sum();
  }
}
