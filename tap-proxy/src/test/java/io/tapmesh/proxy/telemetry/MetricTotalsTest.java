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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the admin port adds up. */
class MetricTotalsTest {

  private static final Instrument DURATION = Instrument.seconds("http.server.duration", "Time.");

  private final MetricTotals totals = new MetricTotals(100);

  @Test
  void intervalsAddUp() {
    totals.add(List.of(seconds("a", 3)));
    totals.add(List.of(seconds("a", 4), seconds("b", 1)));

    assertThat(page())
        .contains("http_server_duration_seconds_count{route=\"a\"} 7\n")
        .contains("http_server_duration_seconds_bucket{route=\"a\",le=\"+Inf\"} 7\n")
        .contains("http_server_duration_seconds_count{route=\"b\"} 1\n");
  }

  private static final Instrument REQUESTS = Family.HTTP_SERVER.instruments().get(0);
  private static final String COUNT = "http_server_request_duration_seconds_count";

  private static List<SeriesLimit.Released> released(String... routes) {
    return Stream.of(routes)
        .map(route -> new SeriesLimit.Released(id(route), attributes(route)))
        .toList();
  }

  private static SeriesId id(String route) {
    return new SeriesId(
        Family.HTTP_SERVER, "GET", "1.1", "http", "external", route, null, null, 200, -1);
  }

  @Test
  void releasedSeriesAreShownOnceMore() {
    totals.add(List.of(seconds(REQUESTS, "a", 3), seconds(REQUESTS, "b", 4)));
    totals.release(released("a"));

    assertThat(page()).contains(COUNT + "{route=\"a\"} 3\n", COUNT + "{route=\"b\"} 4\n");
    assertThat(page()).doesNotContain("\"a\"").contains(COUNT + "{route=\"b\"} 4\n");
  }

  @Test
  void releasedSeriesThatAreUsedAgainGoOn() {
    totals.add(List.of(seconds(REQUESTS, "a", 3)));
    totals.release(released("a"));
    totals.add(List.of(seconds(REQUESTS, "a", 1)));

    assertThat(page()).contains(COUNT + "{route=\"a\"} 4\n");
    assertThat(page()).contains(COUNT + "{route=\"a\"} 4\n");
  }

  /** With a new name in every configuration, and nobody who looks. */
  @Test
  void releasedSeriesThatNobodyLooksAtAreBounded() {
    for (int i = 0; i < 1_000; i++) {
      totals.add(List.of(seconds(REQUESTS, "r" + i, 1)));
      totals.release(released("r" + i));
    }
    assertThat(page().lines().filter(line -> line.startsWith(COUNT))).hasSizeLessThan(102);
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
          .get(60, TimeUnit.SECONDS);
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
    return seconds(DURATION, route, zeros);
  }

  private static Attributes attributes(String route) {
    return Attributes.of(AttributeKey.stringKey("route"), route);
  }

  private static MetricData seconds(Instrument instrument, String route, long zeros) {
    ExponentialHistogramBuckets none = ExponentialHistogramBuckets.create(6, 0, List.of());
    ExponentialHistogramPointData point =
        ExponentialHistogramPointData.create(
            6, 0, zeros, true, 0, true, 0, none, none, 1, 2, attributes(route), List.of());
    return new LoopMetricData(
        Resource.empty(),
        InstrumentationScopeInfo.create("test"),
        instrument,
        ExponentialHistogramData.create(AggregationTemporality.DELTA, List.of(point)));
  }
}
