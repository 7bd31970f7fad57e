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
 * Has one thread of its own, as handing something to Kafka may wait while Kafka is away, and who
 * offers is not to. Thread-safe.
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
  private final LogLimit failureLog = new LogLimit();
  private final Thread thread;
  private boolean due;
  private volatile boolean ended;
  private volatile boolean failing;

  /**
   * Makes a shipper, which {@link #start} makes work.
   *
   * @param instance keeps the records of this proxy on one partition, and so in order
   * @param maxBytes what may wait, including what is sent and not acknowledged
   */
  MetricShipper(KafkaLink kafka, String instance, long maxBytes) {
    this.kafka = kafka;
    this.key = instance.getBytes(UTF_8);
    this.maxBytes = maxBytes;
    thread = new Thread(this::run, "tapmesh-metrics");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Takes over the records of an interval; does not wait until they are sent. */
  synchronized void offer(List<OtlpMetrics.Encoded> records) {
    for (OtlpMetrics.Encoded record : records) {
      offered.add(record.points());
      waitingPoints += record.points();
      enqueue(record, false);
    }
    makeDue();
  }

  private void makeDue() {
    due = true;
    notifyAll();
  }

  private void run() {
    while (awaitDue()) {
      try {
        ship();
        failing = false;
      } catch (RuntimeException | Error e) {
        failing = true;
        if (failureLog.mayLog()) {
          log.error("metrics are not sent, and kept as far as there is room", e);
        }
      }
    }
  }

  /** False at the end. */
  private synchronized boolean awaitDue() {
    try {
      while (!due && !ended) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    due = false;
    return !ended;
  }

  /** Whether metrics are not sent by a fault of its own. */
  boolean isFailing() {
    return failing || (!ended && !thread.isAlive());
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
  private void ship() {
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
      send(next);
      if (sendErrors.sum() > errorsBefore) {
        // Not now. The next interval, or the end of the proxy, tries again.
        return;
      }
    }
  }

  private void send(OtlpMetrics.Encoded record) {
    try {
      kafka.send(
          new ProducerRecord<>(Topics.METRICS, key, record.bytes()),
          (metadata, error) -> acknowledged(record, error));
    } catch (RuntimeException | Error e) {
      synchronized (this) {
        handedBytes -= record.bytes().length;
        enqueue(record, true);
      }
      throw e;
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
      if (ended || error instanceof RecordTooLargeException) {
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
      makeDue();
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
    ended = true;
    notifyAll();
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
