package io.tapmesh.proxy.tap;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.tapmesh.proxy.telemetry.EndedExchange;
import io.tapmesh.proxy.telemetry.Exchange;
import io.tapmesh.proxy.telemetry.ExchangeWatch;
import io.tapmesh.proxy.telemetry.KeptHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The last exchanges of one event loop. Keeps the objects that were made for them anyway, so that
 * an exchange costs a few stores; what people read is made of them only when somebody asks.
 */
final class LoopTap implements ExchangeWatch {

  private final Tap tap;
  private final EventExecutor loop;
  private final KeptHeaders headers;
  private final @Nullable Exchange[] exchanges;
  private final @Nullable String[] errors;
  private final long[] endNanos;
  private int next;

  LoopTap(Tap tap, EventExecutor loop, TapSettings settings) {
    this.tap = tap;
    this.loop = loop;
    headers = new KeptHeaders(settings.headers());
    int size = settings.ringExchanges();
    exchanges = new Exchange[size];
    errors = new String[size];
    endNanos = new long[size];
  }

  @Override
  public @Nullable KeptHeaders headers() {
    return exchanges.length > 0 || tap.isWatched() ? headers : null;
  }

  @Override
  public void ended(Exchange exchange, @Nullable String error, long nowNanos) {
    exchange.shorten();
    if (exchanges.length > 0) {
      exchanges[next] = exchange;
      errors[next] = error;
      endNanos[next] = nowNanos;
      next = next + 1 == exchanges.length ? 0 : next + 1;
    }
    long durationNanos = nowNanos - exchange.startNanos();
    if (error != null || tap.isSlow(durationNanos)) {
      tap.trouble(error, durationNanos, nowNanos);
    }
    if (tap.isWatched()) {
      tap.show(
          EndedExchange.of(exchange, error, durationNanos, System.currentTimeMillis(), headers));
    }
  }

  /** What is kept, the oldest first. Any thread. */
  Future<List<EndedExchange>> read(long nowNanos, long nowMillis) {
    return loop.submit(
        () -> {
          List<EndedExchange> kept = new ArrayList<>(exchanges.length);
          for (int i = 0; i < exchanges.length; i++) {
            int index = (next + i) % exchanges.length;
            Exchange exchange = exchanges[index];
            if (exchange != null) {
              long agoMillis = TimeUnit.NANOSECONDS.toMillis(nowNanos - endNanos[index]);
              long durationNanos = endNanos[index] - exchange.startNanos();
              kept.add(
                  EndedExchange.of(
                      exchange, errors[index], durationNanos, nowMillis - agoMillis, headers));
            }
          }
          return kept;
        });
  }
}
