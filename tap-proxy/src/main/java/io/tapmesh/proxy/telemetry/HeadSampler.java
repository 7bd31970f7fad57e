package io.tapmesh.proxy.telemetry;

import io.tapmesh.proxy.trace.IncomingTrace;
import io.tapmesh.proxy.trace.SamplingState;
import io.tapmesh.proxy.trace.SpanRef;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Makes the spans' ids and decides at their beginning which are recorded. A caller's decision is
 * followed; where there is none, the trace's own randomness decides, so that everybody with the
 * same ratio decides alike (<a
 * href="https://opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling/">consistent
 * probability sampling</a>). Thread-safe.
 */
final class HeadSampler {

  private static final double RANDOMNESS_VALUES = 0x1p56;

  private static final String ERROR = "error";
  private static final String SLOW = "slow";

  private final long threshold;
  private final boolean keepErrors;
  private final long slowNanos;

  HeadSampler(TelemetrySettings.Sampling settings) {
    threshold = Math.round((1 - settings.ratio()) * RANDOMNESS_VALUES);
    keepErrors = settings.keepErrors();
    long keepNanos = settings.keepSlowerThan().toNanos();
    slowNanos = keepNanos == 0 ? Long.MAX_VALUE : keepNanos;
  }

  /**
   * Why an exchange is to be recorded though it was not sampled; null if it is not. Such spans are
   * marked and stand for nobody but themselves: their errors are represented by those that were
   * sampled already.
   */
  @Nullable String keepReason(boolean isError, long durationNanos) {
    if (isError && keepErrors) {
      return ERROR;
    }
    return durationNanos > slowNanos ? SLOW : null;
  }

  /** Gives an exchange its span, before its first attempt or for another one. */
  void begin(Exchange exchange) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long spanId = nonZero(random);
    if (exchange.span.isValid()) {
      // A further attempt is a sibling of the first: the same trace, the same decision.
      exchange.span = withSpanId(exchange.span, spanId);
      return;
    }
    IncomingTrace incoming = exchange.trace;
    SpanRef parent = incoming.parent();
    SamplingState said = incoming.state().sampling();
    SpanRef span =
        parent.isValid()
            ? withSpanId(parent, spanId)
            : new SpanRef(
                random.nextLong(), nonZero(random), spanId, parent.flags() | SpanRef.RANDOM);
    if (!incoming.isDeferred()) {
      exchange.span = span;
      exchange.sampling = consistent(said, parent);
      return;
    }
    boolean sampled = said.randomnessOf(span.traceIdLow()) >= threshold;
    int others = span.flags() & ~SpanRef.SAMPLED;
    exchange.span =
        new SpanRef(
            span.traceIdHigh(),
            span.traceIdLow(),
            spanId,
            sampled ? others | SpanRef.SAMPLED : others);
    // Where all are recorded there is nothing to extrapolate, and nothing to be said.
    boolean isPartial = sampled && threshold > 0;
    exchange.sampling = said.withThreshold(isPartial ? threshold : SamplingState.ABSENT);
  }

  /** A threshold that contradicts the decision would make counts wrong; it goes no further. */
  private static SamplingState consistent(SamplingState said, SpanRef parent) {
    boolean fits = parent.isSampled() && said.randomnessOf(parent.traceIdLow()) >= said.threshold();
    return fits || said.threshold() == SamplingState.ABSENT
        ? said
        : said.withThreshold(SamplingState.ABSENT);
  }

  private static SpanRef withSpanId(SpanRef span, long spanId) {
    return new SpanRef(span.traceIdHigh(), span.traceIdLow(), spanId, span.flags());
  }

  private static long nonZero(ThreadLocalRandom random) {
    long value = random.nextLong();
    return value == 0 ? 1 : value;
  }
}
