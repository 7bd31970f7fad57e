package io.tapmesh.proxy.telemetry;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.tapmesh.proxy.telemetry.SpanCounts.DropReason;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.MpscArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * Finished spans on their way from the event loops to the exporter. Bounded: what does not fit is
 * dropped and counted. Adding never waits, and wakes the exporter only when a batch is full.
 */
final class SpanQueue implements SpanProcessor {

  private final MpscArrayQueue<ReadableSpan> queue;
  private final int batchSize;
  private final SpanCounts counts;
  private final AtomicReference<@Nullable Thread> waiting = new AtomicReference<>();

  SpanQueue(int capacity, int batchSize, SpanCounts counts) {
    queue = new MpscArrayQueue<>(capacity);
    this.batchSize = batchSize;
    this.counts = counts;
  }

  @Override
  public void onStart(Context parentContext, ReadWriteSpan span) {
    throw new UnsupportedOperationException("not required");
  }

  @Override
  public boolean isStartRequired() {
    return false;
  }

  @Override
  public void onEnd(ReadableSpan span) {
    counts.addEnded();
    if (!queue.offer(span)) {
      counts.addDropped(DropReason.QUEUE_FULL, 1);
    } else if (waiting.get() != null && queue.size() >= batchSize) {
      wake();
    }
  }

  @Override
  public boolean isEndRequired() {
    return true;
  }

  /** Interrupts the exporter's wait. */
  void wake() {
    Thread thread = waiting.getAndSet(null);
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  /** Waits until a batch is full, somebody wakes us, or the time is up. Exporter's thread only. */
  void await(long nanos) {
    waiting.set(Thread.currentThread());
    if (queue.size() < batchSize) {
      LockSupport.parkNanos(this, nanos);
    }
    waiting.set(null);
  }

  /** Moves up to a number of spans. Exporter's thread only. */
  int drainTo(Collection<ReadableSpan> target, int limit) {
    return queue.drain(target::add, limit);
  }

  int size() {
    return queue.size();
  }

  int capacity() {
    return queue.capacity();
  }
}
