package io.tapmesh.proxy.relay;

import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Says what to shed when memory becomes short, so that the proxy never runs out of it: first new
 * connections, then new requests too, at last exchanges whose client does not read. What counts is
 * the fuller of buffers and heap; of the heap, what is left of its old generation after a
 * collection.
 *
 * <p>What buffers hold is looked up whenever event loops ask: they fill within milliseconds, and it
 * is the read of a counter. The heap costs more to ask and changes slowly: one thread samples it.
 */
public final class MemoryBudget {

  static final double NO_CONNECTIONS = 0.80;
  static final double NO_REQUESTS = 0.88;
  static final double RESET_STALLED = 0.95;

  /**
   * What a JVM needs beyond heap and buffers: code, classes, threads. Known to the launcher too.
   */
  public static final long JVM_SHARE_BYTES = 80L << 20;

  private static final long MIN_BUFFERS_BYTES = 8 << 20;

  /** While the heap seems full, how often to look how much of it is garbage. */
  private static final long COLLECT_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final DoubleSupplier buffers;
  private final DoubleSupplier heap;
  private volatile double heapShare;
  private long collectedNanos = System.nanoTime() - COLLECT_NANOS;

  /** For this JVM. */
  public static MemoryBudget ofThisJvm(long budgetBytes) {
    MemoryPoolMXBean old = oldGeneration();
    double buffersBytes = buffersBytes(budgetBytes);
    return new MemoryBudget(
        () -> buffersBytes <= 0 ? 0 : directUsedBytes() / buffersBytes,
        old == null ? () -> 0 : () -> heapShare(old));
  }

  /**
   * For tests.
   *
   * @param buffers how much of the room for buffers is taken, 0 to 1
   * @param heap how much of the heap is
   */
  public MemoryBudget(DoubleSupplier buffers, DoubleSupplier heap) {
    this.buffers = buffers;
    this.heap = heap;
  }

  private static @Nullable MemoryPoolMXBean oldGeneration() {
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      String name = pool.getName();
      boolean old = name.contains("Old") || name.contains("Tenured");
      if (pool.getType() == MemoryType.HEAP && old) {
        return pool;
      }
    }
    return null;
  }

  private static double heapShare(MemoryPoolMXBean old) {
    MemoryUsage now = old.getUsage();
    MemoryUsage afterCollection = old.getCollectionUsage();
    if (afterCollection == null || now.getMax() <= 0) {
      return 0;
    }
    return (double) Math.min(now.getUsed(), afterCollection.getUsed()) / now.getMax();
  }

  /** Direct memory that buffers have reserved. */
  public static long directUsedBytes() {
    return Math.max(0, PlatformDependent.usedDirectMemory());
  }

  /**
   * What they may, of a budget: what heap and JVM leave. The point at which the JVM refuses to give
   * more must be far above it, as an event loop does not survive that.
   */
  public static long buffersBytes(long budgetBytes) {
    long half = PlatformDependent.maxDirectMemory() / 2;
    long left = budgetBytes - Runtime.getRuntime().maxMemory() - JVM_SHARE_BYTES;
    // A JVM that was not sized by the budget has room of its own.
    return left < MIN_BUFFERS_BYTES ? half : Math.min(left, half);
  }

  /** Looks how full the heap is; to be called a few times a second, by one thread. */
  public void sampleHeap() {
    double now = heap.getAsDouble();
    heapShare = now;
    long nowNanos = System.nanoTime();
    if (now >= NO_CONNECTIONS && nowNanos - collectedNanos >= COLLECT_NANOS) {
      // With nothing let in, nothing would cause the collection that shows that there is room
      // again.
      collectedNanos = nowNanos;
      System.gc();
    }
  }

  /** How much of the budget is used, 0 to 1. */
  public double share() {
    return Math.max(buffers.getAsDouble(), heapShare);
  }

  boolean refusesConnections() {
    return share() >= NO_CONNECTIONS;
  }

  boolean refusesRequests() {
    return share() >= NO_REQUESTS;
  }

  boolean resetsStalled() {
    return share() >= RESET_STALLED;
  }
}
