package io.tapmesh.proxy.testing;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test run in which a buffer was never released: the process ends in the middle, which no
 * build takes for a success. Netty's own detector only logs, and only when it looks.
 */
public final class LeakCheck implements BeforeAllCallback, AutoCloseable {

  private static final AtomicInteger LEAKS = new AtomicInteger();
  private static final int ROUNDS = 5;
  private static final int BUFFERS = 200;

  /** Registered for every test class, so this comes before any class makes its detector. */
  public LeakCheck() {
    ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(
        new ResourceLeakDetectorFactory() {
          @Override
          @SuppressWarnings("deprecation") // There is no other to override.
          public <T> ResourceLeakDetector<T> newResourceLeakDetector(
              Class<T> resource, int samplingInterval, long maxActive) {
            return new Counting<>(resource, samplingInterval);
          }
        });
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    ExtensionContext.Store store =
        context.getRoot().getStore(ExtensionContext.Namespace.create(LeakCheck.class));
    // Closed, once, when all tests are over.
    store.computeIfAbsent(LeakCheck.class, key -> this);
  }

  @Override
  public void close() {
    // What was lost is found when its object is collected and the detector is used once more.
    for (int round = 0; round < ROUNDS; round++) {
      System.gc();
      for (int i = 0; i < BUFFERS; i++) {
        PooledByteBufAllocator.DEFAULT.directBuffer(1).release();
        PooledByteBufAllocator.DEFAULT.compositeBuffer(2).release();
      }
    }
    if (LEAKS.get() > 0) {
      System.err.println(LEAKS.get() + " leaks of buffers; see the lines with LEAK: above");
      System.err.flush();
      Runtime.getRuntime().halt(70);
    }
  }

  private static final class Counting<T> extends ResourceLeakDetector<T> {

    @SuppressWarnings("deprecation") // Subclasses have no other.
    Counting(Class<T> resource, int samplingInterval) {
      super(resource, samplingInterval);
    }

    @Override
    protected void reportTracedLeak(String resourceType, String records) {
      LEAKS.incrementAndGet();
      super.reportTracedLeak(resourceType, records);
    }

    @Override
    protected void reportUntracedLeak(String resourceType) {
      LEAKS.incrementAndGet();
      super.reportUntracedLeak(resourceType);
    }
  }
}
