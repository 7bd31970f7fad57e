package io.tapmesh.proxy.telemetry;

import io.netty.util.concurrent.FastThreadLocal;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.trace.IdGenerator;

/**
 * Gives the SDK's next span on this thread the ids that were propagated when its work began: the
 * SDK would otherwise choose them when the span is made, which is here when it ends.
 */
final class ChosenIds implements IdGenerator {

  private final FastThreadLocal<SpanContext> next = new FastThreadLocal<>();

  void choose(SpanContext span) {
    next.set(span);
  }

  @Override
  public String generateSpanId() {
    return chosen().getSpanId();
  }

  @Override
  public String generateTraceId() {
    return chosen().getTraceId();
  }

  private SpanContext chosen() {
    SpanContext span = next.get();
    if (span == null) {
      throw new IllegalStateException("no ids were chosen for this span");
    }
    return span;
  }
}
