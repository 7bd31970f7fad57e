package io.tapmesh.proxy.telemetry;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.opentelemetry.api.common.Attributes;
import io.tapmesh.proxy.http.TextCache;
import io.tapmesh.proxy.trace.TraceReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the recorders of one event loop share. Recording happens on that loop only and so needs no
 * lock; a timer on the loop hands over spans that have waited, and asks for the values of an
 * interval come to it as tasks.
 */
final class LoopTelemetry {

  /** Names that requests repeat: hosts and user agents. */
  private static final int TEXTS = 128;

  private static final double SECONDS_PER_NANO = 1e-9;

  final TextCache hosts = new TextCache(TEXTS);
  final TextCache userAgents = new TextCache(TEXTS);
  final TraceReader traces = new TraceReader();
  final SeriesTable series;
  final @Nullable SpanBuffer spans;
  final ExchangeWatch watch;

  private final EventExecutor executor;
  private final Cells waits = new Cells(Family.UPSTREAM, Attributes.empty());
  private final Cells delays = new Cells(Family.EVENT_LOOP, Attributes.empty());
  private final long tickNanos;
  private final long maxAgeNanos;
  private @Nullable Future<List<Cells.Taken>> pending;
  private long tickedNanos;

  /**
   * Begins to watch the loop.
   *
   * @param watch sees what ends
   * @param maxAgeNanos how long a span may wait here
   */
  @SuppressWarnings("FutureReturnValueIgnored") // It runs as long as its event loop.
  LoopTelemetry(
      EventExecutor executor,
      @Nullable SpanBuffer spans,
      SeriesLimit maxSeries,
      ExchangeWatch watch,
      long maxAgeNanos) {
    this.executor = executor;
    this.watch = watch;
    this.spans = spans;
    this.series = new SeriesTable(maxSeries);
    this.maxAgeNanos = maxAgeNanos;
    tickNanos =
        Math.max(
            TimeUnit.MILLISECONDS.toNanos(5),
            Math.min(TimeUnit.MILLISECONDS.toNanos(100), maxAgeNanos / 2));
    tickedNanos = Clock.nanos();
    executor.scheduleWithFixedDelay(this::tick, tickNanos, tickNanos, TimeUnit.NANOSECONDS);
  }

  private void tick() {
    long now = Clock.nanos();
    delays.record(Family.DURATION, Math.max(0, now - tickedNanos - tickNanos) * SECONDS_PER_NANO);
    tickedNanos = now;
    if (spans != null) {
      spans.handOverIfOlder(now, maxAgeNanos - tickNanos);
    }
  }

  /** A request has waited this long for a connection to an upstream. */
  void recordWait(long nanos) {
    waits.record(Family.DURATION, nanos * SECONDS_PER_NANO);
  }

  /**
   * Asks the loop for what was recorded since the last time; any thread, but one at a time.
   *
   * @param live which series it is to keep
   */
  void request(LiveSeries live) {
    if (pending == null && !executor.isShuttingDown()) {
      try {
        pending = executor.submit(() -> take(live));
      } catch (RejectedExecutionException e) {
        // It is ending just now. Nothing is lost: what it has recorded is taken afterwards.
        pending = null;
      }
    }
  }

  /**
   * What was asked for; empty if the loop is too busy to answer in time, and then the next call
   * gets it.
   */
  List<Cells.Taken> await(long nanos) {
    Future<List<Cells.Taken>> asked = pending;
    if (asked == null) {
      return executor.isTerminated() ? take(LiveSeries.ALL) : List.of();
    }
    if (!asked.awaitUninterruptibly(nanos, TimeUnit.NANOSECONDS)) {
      return List.of();
    }
    pending = null;
    return asked.isSuccess()
        ? asked.getNow()
        : executor.isTerminated() ? take(LiveSeries.ALL) : List.of();
  }

  private List<Cells.Taken> take(LiveSeries live) {
    List<Cells.Taken> taken = new ArrayList<>();
    series.take(taken, live);
    waits.take(taken);
    delays.take(taken);
    return taken;
  }

  /** Hands over all spans; once the loop has ended. */
  void flush() {
    if (spans != null) {
      spans.handOver();
    }
  }
}
