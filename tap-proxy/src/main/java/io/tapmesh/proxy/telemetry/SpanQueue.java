package io.tapmesh.proxy.telemetry;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.MpscUnboundedArrayQueue;
import org.jctools.queues.SpmcArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * Chunks of spans between the event loops and the shipper. Has no bound of its own: who adds has
 * places of the {@link SpanBudget} for what he adds. Adding never waits.
 */
final class SpanQueue {

  private static final int SEGMENT = 128;

  /**
   * Enough for 50,000 spans a second while the shipper rests; beyond that, chunks are made anew.
   */
  private static final int MAX_SPARE = 8;

  private final MpscUnboundedArrayQueue<SpanChunk> queue = new MpscUnboundedArrayQueue<>(SEGMENT);
  private final SpmcArrayQueue<SpanChunk> spare = new SpmcArrayQueue<>(MAX_SPARE);
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

  /** Takes an emptied chunk back for {@link #spare}. Shipper's thread only. */
  void giveBack(SpanChunk chunk) {
    if (!chunk.isGiant()) {
      chunk.clear();
      spare.offer(chunk);
    }
  }

  /** An empty chunk that was used before, or null. */
  @Nullable SpanChunk spare() {
    return spare.poll();
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

  /** Lets chunks come together: being woken for each costs more than what is in it. */
  void rest(long nanos) {
    LockSupport.parkNanos(this, nanos);
  }

  /** As {@link #await}, whether there is a chunk or not. */
  void pause(long nanos) {
    waiting.set(Thread.currentThread());
    LockSupport.parkNanos(this, nanos);
    waiting.set(null);
  }
}
