package io.tapmesh.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.ExponentialHistogramBuckets;
import io.opentelemetry.sdk.metrics.data.ExponentialHistogramData;
import io.opentelemetry.sdk.metrics.data.ExponentialHistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.resources.Resource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the admin port adds up. */
class MetricTotalsTest {

  private static final Instrument DURATION = Instrument.seconds("http.server.duration", "Time.");

  private final MetricTotals totals = new MetricTotals();

  @Test
  void intervalsAddUp() {
    totals.add(List.of(seconds("a", 3)));
    totals.add(List.of(seconds("a", 4), seconds("b", 1)));

    assertThat(page())
        .contains("http_server_duration_seconds_count{route=\"a\"} 7\n")
        .contains("http_server_duration_seconds_bucket{route=\"a\",le=\"+Inf\"} 7\n")
        .contains("http_server_duration_seconds_count{route=\"b\"} 1\n");
  }

  @Test
  void whoReadsSlowlyHoldsUpNobodyWhoAdds() throws Exception {
    totals.add(List.of(seconds("a", 1)));
    StringBuilder read = new StringBuilder();
    boolean[] isAdded = {false};
    // In the middle of the page another thread adds an interval: it would wait for a lock.
    Appendable slow =
        new Appendable() {
          @Override
          public Appendable append(CharSequence text) {
            isAdded[0] |= addsFromElsewhere();
            read.append(text);
            return this;
          }

          @Override
          public Appendable append(CharSequence text, int start, int end) {
            return append(text.subSequence(start, end));
          }

          @Override
          public Appendable append(char c) {
            return append(String.valueOf(c));
          }
        };

    totals.write(new PrometheusText(slow));

    assertThat(isAdded[0]).isTrue();
    assertThat(read).contains("http_server_duration_seconds_count{route=\"a\"} 1\n");
  }

  private boolean addsFromElsewhere() {
    try {
      CompletableFuture.runAsync(() -> totals.add(List.of(seconds("a", 1))))
          .get(10, TimeUnit.SECONDS);
      return true;
    } catch (Exception e) {
      throw new AssertionError("an interval could not be added while the page was read", e);
    }
  }

  private String page() {
    PrometheusText text = new PrometheusText();
    totals.write(text);
    return text.toString();
  }

  /** An interval in which a route had so many requests of no time at all. */
  private static MetricData seconds(String route, long zeros) {
    ExponentialHistogramBuckets none = ExponentialHistogramBuckets.create(6, 0, List.of());
    ExponentialHistogramPointData point =
        ExponentialHistogramPointData.create(
            6,
            0,
            zeros,
            true,
            0,
            true,
            0,
            none,
            none,
            1,
            2,
            Attributes.of(AttributeKey.stringKey("route"), route),
            List.of());
    return new LoopMetricData(
        Resource.empty(),
        InstrumentationScopeInfo.create("test"),
        DURATION,
        ExponentialHistogramData.create(AggregationTemporality.DELTA, List.of(point)));
  }
}
