package io.tapmesh.proxy.tap;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.tapmesh.proxy.telemetry.Clock;
import io.tapmesh.proxy.telemetry.EndedExchange;
import io.tapmesh.proxy.telemetry.ExchangeWatch;
import io.tapmesh.proxy.telemetry.PrometheusText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Shows exchanges to whoever watches, and keeps the last ones to be looked at after the fact. As
 * long as nobody watches it costs an exchange a few stores. Thread-safe.
 */
public final class Tap {

  private static final int MAX_WATCHERS = 8;
  private static final int MAX_DUMPS = 10;

  /** Trouble seldom comes alone; one dump a minute shows how it began. */
  private static final long TRIGGER_PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private static final long READ_TIMEOUT_MILLIS = 2_000;

  private final TapSettings settings;
  private final Consumer<TapDump> ship;
  private final ConcurrentHashMap<EventExecutor, LoopTap> loops = new ConcurrentHashMap<>();
  private final CopyOnWriteArrayList<Watcher> watchers = new CopyOnWriteArrayList<>();
  private final ArrayDeque<TapDump> dumps = new ArrayDeque<>();
  private final AtomicReference<@Nullable String> due = new AtomicReference<>();
  private final AtomicLong triggeredNanos = new AtomicLong(Clock.nanos() - TRIGGER_PAUSE_NANOS);
  private final AtomicLong suppressed = new AtomicLong();
  private final AtomicLong shown = new AtomicLong();
  private final AtomicLong made = new AtomicLong();
  private long burstBegunNanos;
  private int burst;

  /**
   * Makes a tap.
   *
   * @param ship takes each dump; called on the thread that makes it
   */
  public Tap(TapSettings settings, Consumer<TapDump> ship) {
    this.settings = settings;
    this.ship = ship;
  }

  /** What sees the exchanges of a loop. */
  public ExchangeWatch watch(EventExecutor loop) {
    return loops.computeIfAbsent(loop, key -> new LoopTap(this, key, settings));
  }

  // ---- on event loops ----

  boolean isWatched() {
    return !watchers.isEmpty();
  }

  boolean isSlow(long durationNanos) {
    return settings.slowNanos() > 0 && durationNanos > settings.slowNanos();
  }

  void show(EndedExchange exchange) {
    for (Watcher watcher : watchers) {
      watcher.offer(exchange);
    }
  }

  /** Something failed, or was slow. */
  void trouble(@Nullable String error, long durationNanos, long nowNanos) {
    if (isSlow(durationNanos)) {
      trigger("slow_request", TimeUnit.NANOSECONDS.toMillis(durationNanos) + " ms", nowNanos);
    }
    if (error != null && settings.burstErrors() > 0 && isBurst(nowNanos)) {
      trigger("error_burst", settings.burstErrors() + " errors, the last: " + error, nowNanos);
    }
  }

  private synchronized boolean isBurst(long nowNanos) {
    if (nowNanos - burstBegunNanos > settings.burstNanos()) {
      burstBegunNanos = nowNanos;
      burst = 0;
    }
    return ++burst == settings.burstErrors();
  }

  private void trigger(String reason, String detail, long nowNanos) {
    long last = triggeredNanos.get();
    if (nowNanos - last >= TRIGGER_PAUSE_NANOS && triggeredNanos.compareAndSet(last, nowNanos)) {
      due.set(reason + ": " + detail);
    } else {
      suppressed.incrementAndGet();
    }
  }

  // ---- elsewhere ----

  /** Makes the dump that a trigger has asked for, if one has; to be called now and then. */
  public void dumpIfDue() {
    String why = due.getAndSet(null);
    if (why != null) {
      int colon = why.indexOf(':');
      dump(why.substring(0, colon), why.substring(colon + 2));
    }
  }

  /** Writes down what is kept. Not on an event loop. */
  public TapDump dump(String reason, String detail) {
    long nowNanos = Clock.nanos();
    long nowMillis = System.currentTimeMillis();
    List<Future<List<EndedExchange>>> parts = new ArrayList<>();
    loops.values().forEach(loop -> parts.add(loop.read(nowNanos, nowMillis)));
    List<EndedExchange> all = new ArrayList<>();
    for (Future<List<EndedExchange>> part : parts) {
      // A loop that hangs is no reason not to show the others.
      if (part.awaitUninterruptibly(READ_TIMEOUT_MILLIS) && part.isSuccess()) {
        all.addAll(part.getNow());
      }
    }
    all.sort(Comparator.comparingLong(EndedExchange::atMillis));
    String id = UUID.randomUUID().toString().substring(0, 8);
    TapDump dump = new TapDump(id, reason, detail, nowMillis, List.copyOf(all));
    synchronized (dumps) {
      dumps.addFirst(dump);
      while (dumps.size() > MAX_DUMPS) {
        dumps.removeLast();
      }
    }
    made.incrementAndGet();
    ship.accept(dump);
    return dump;
  }

  /** The last dumps, the newest first. */
  public List<TapDump> dumps() {
    synchronized (dumps) {
      return List.copyOf(dumps);
    }
  }

  /** Begins to look on; null if there are as many watchers as there may be. */
  @Nullable Watcher open(TapFilter filter, int ratePerSecond) {
    synchronized (watchers) {
      if (watchers.size() >= MAX_WATCHERS) {
        return null;
      }
      Watcher watcher = new Watcher(filter, ratePerSecond);
      watchers.add(watcher);
      return watcher;
    }
  }

  void close(Watcher watcher) {
    watchers.remove(watcher);
  }

  void countShown() {
    shown.incrementAndGet();
  }

  /** Adds what it counts. */
  public void write(PrometheusText text) {
    text.gauge("tapmesh_proxy_tap_watchers", "Who looks on now.", watchers.size());
    text.counter("tapmesh_proxy_tap_shown_total", "Exchanges that were shown.", shown.get());
    text.counter("tapmesh_proxy_tap_dumps_total", "Times the ring was written down.", made.get());
    text.counter(
        "tapmesh_proxy_tap_triggers_suppressed_total",
        "Triggers within a minute of another.",
        suppressed.get());
  }
}
