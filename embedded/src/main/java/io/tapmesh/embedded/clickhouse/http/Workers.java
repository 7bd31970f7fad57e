package io.tapmesh.embedded.clickhouse.http;

import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The threads that talk to the engine, one statement each. A request waits for one of them a
 * bounded time, among a bounded number of others.
 */
final class Workers implements AutoCloseable {

  enum Outcome {
    TAKEN,
    /** Too many are waiting, or the server is closing. */
    FULL
  }

  /** The engine recurses deeply while it analyzes a query. */
  private static final long STACK_BYTES = 8 << 20;

  private static final int MAX_WAITING = 1_000;

  private final ThreadPoolExecutor threads;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(daemons("clickhouse-wait", 0));
  private final Map<Exchange, Runnable> waiting = new ConcurrentHashMap<>();
  private final long maxWaitMillis;
  private final int size;

  Workers(int size, long maxWaitMillis) {
    this.size = size;
    this.maxWaitMillis = maxWaitMillis;
    threads =
        new ThreadPoolExecutor(
            size,
            size,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            daemons("clickhouse-http", STACK_BYTES));
    threads.allowCoreThreadTimeOut(true);
  }

  private static ThreadFactory daemons(String name, long stackBytes) {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(null, task, name + "-" + count.incrementAndGet(), stackBytes);
      thread.setDaemon(true);
      return thread;
    };
  }

  int size() {
    return size;
  }

  /**
   * @param onTimeout told of exchanges that waited for too long
   */
  Outcome submit(Exchange exchange, Runnable work, Consumer<Exchange> onTimeout) {
    waiting.put(exchange, work);
    try {
      threads.execute(
          () -> {
            Runnable mine = waiting.remove(exchange);
            if (mine != null) {
              mine.run();
            }
          });
      if (waiting.containsKey(exchange)) {
        ScheduledFuture<?> unused =
            timer.schedule(
                () -> {
                  if (waiting.remove(exchange) != null) {
                    onTimeout.accept(exchange);
                  }
                },
                maxWaitMillis,
                TimeUnit.MILLISECONDS);
      }
      return Outcome.TAKEN;
    } catch (RejectedExecutionException e) {
      waiting.remove(exchange);
      return Outcome.FULL;
    }
  }

  /** Its client is gone: it need not be started. */
  void forget(Exchange exchange) {
    waiting.remove(exchange);
  }

  /** Runs something now and then. */
  void every(long seconds, Runnable task) {
    ScheduledFuture<?> unused =
        timer.scheduleWithFixedDelay(task, seconds, seconds, TimeUnit.SECONDS);
  }

  /**
   * Takes no more work and waits for what was taken.
   *
   * @return whether everything has ended
   */
  boolean drain(long timeoutMillis) throws InterruptedException {
    threads.shutdown();
    return threads.awaitTermination(timeoutMillis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
    threads.shutdown();
  }
}
