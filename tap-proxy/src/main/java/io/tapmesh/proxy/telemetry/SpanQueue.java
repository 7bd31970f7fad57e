package io.tapmesh.proxy.telemetry;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.MpscUnboundedArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * Chunks of spans between the event loops and the shipper. Has no bound of its own: who adds has
 * places of the {@link SpanBudget} for what he adds. Adding never waits.
 */
final class SpanQueue {

  private static final int SEGMENT = 128;

  private final MpscUnboundedArrayQueue<SpanChunk> queue = new MpscUnboundedArrayQueue<>(SEGMENT);
  private final AtomicReference<@Nullable Thread> waiting = new AtomicReference<>();

  void add(SpanChunk chunk) {
    queue.add(chunk);
    wake();
  }

  /** The next chunk, or null. Shipper's thread only. */
  @Nullable SpanChunk poll() {
    return queue.poll();
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /** Interrupts the shipper's wait. */
  void wake() {
    if (waiting.get() != null) {
      Thread thread = waiting.getAndSet(null);
      if (thread != null) {
        LockSupport.unpark(thread);
      }
    }
  }

  /** Waits until there is a chunk, somebody wakes us, or the time is up. Shipper's thread only. */
  void await(long nanos) {
    waiting.set(Thread.currentThread());
    if (queue.isEmpty()) {
      LockSupport.parkNanos(this, nanos);
    }
    waiting.set(null);
  }

  /** As {@link #await}, whether there is a chunk or not. */
  void pause(long nanos) {
    waiting.set(Thread.currentThread());
    LockSupport.parkNanos(this, nanos);
    waiting.set(null);
  }
}
