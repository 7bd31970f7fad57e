package io.tapmesh.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapmesh.proxy.telemetry.SpanCounts;
import io.tapmesh.proxy.telemetry.SpanCounts.DropReason;
import io.tapmesh.proxy.testing.Kafka;
import io.tapmesh.proxy.testing.Load;
import io.tapmesh.proxy.testing.MetricsRead;
import io.tapmesh.proxy.testing.Pair;
import io.tapmesh.proxy.testing.Wait;
import io.tapmesh.schemas.MetricNames;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traffic does not notice that Kafka is away; metrics arrive later, and lost spans are counted. */
final class KafkaAwayTest {

  private static final int CLIENTS = 4;
  private static final long PAUSE_MILLIS = 4;

  @TempDir Path folder;

  @Test
  @Tag("slow")
  void kafkaStopsForHalfAMinuteUnderLoad() throws Exception {
    try (Kafka kafka = new Kafka(folder)) {
      Pair pair = new Pair(kafka.spec(", metricsInterval: 1s, spanQueueSize: 2048"));
      Load load = new Load(pair.address()).start(CLIENTS, 0, PAUSE_MILLIS);
      Wait.until("spans arrive", () -> pair.callee().spanCounts().exported() > 500);

      kafka.stop();
      long before = load.answered();
      letTimePass(Duration.ofSeconds(30));
      assertThat(load.answered() - before).isGreaterThan(3_000);
      assertThat(pair.callee().spanCounts().dropped(DropReason.QUEUE_FULL)).isPositive();

      kafka.start();
      long exported = pair.callee().spanCounts().exported();
      Wait.until(
          "spans arrive again",
          Duration.ofMinutes(1),
          () -> pair.callee().spanCounts().exported() > exported + 3_000);
      load.stop();
      pair.close();

      assertThat(load.failures()).isEmpty();
      assertNothingIsUnaccountedFor(kafka, pair, load.answered());
    }
  }

  @Test
  void kafkaIsNotThereAtTheStart() throws Exception {
    try (Kafka kafka = new Kafka(folder)) {
      String spec = kafka.spec(", metricsInterval: 200ms, spanQueueSize: 1024");
      kafka.stop();
      Pair pair = new Pair(spec);
      Load load = new Load(pair.address()).start(2, 1000, 0).join();
      assertThat(load.failures()).isEmpty();

      kafka.start();
      Wait.until(
          "spans arrive", Duration.ofMinutes(1), () -> pair.callee().spanCounts().exported() > 0);
      pair.close();

      assertNothingIsUnaccountedFor(kafka, pair, load.answered());
    }
  }

  @Test
  void endWithoutKafkaTakesNoLongerThanItMayAndCountsWhatIsLost() throws Exception {
    try (Kafka kafka = new Kafka(folder)) {
      String spec = kafka.spec();
      kafka.stop();
      Pair pair = new Pair(spec, "1s");
      Load load = new Load(pair.address()).start(1, 50, 0).join();
      long start = System.nanoTime();
      pair.close();

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMinutes(1));
      SpanCounts spans = pair.callee().spanCounts();
      assertThat(spans.ended()).isEqualTo(load.answered());
      assertThat(spans.dropped(DropReason.SHUTDOWN)).isEqualTo(spans.ended());
      assertThat(spans.inFlight()).isZero();
    }
  }

  private static void assertNothingIsUnaccountedFor(Kafka kafka, Pair pair, long requests)
      throws Exception {
    MetricsRead metrics = kafka.metrics();
    assertThat(metrics.count(MetricNames.HTTP_SERVER_REQUEST_DURATION, p -> true))
        .isEqualTo(requests);
    assertThat(metrics.count(MetricNames.HTTP_CLIENT_REQUEST_DURATION, p -> true))
        .isEqualTo(requests);
    SpanCounts spans = pair.callee().spanCounts();
    assertThat(spans.ended()).isEqualTo(requests);
    assertThat(spans.inFlight()).isZero();
    assertThat(spans.exported() + spans.dropped()).isEqualTo(requests);
    assertThat(kafka.spans().servers()).hasSize((int) spans.exported());
    assertThat(metrics.counter(MetricNames.SPANS_DROPPED, p -> "cart".equals(p.service())))
        .isEqualTo(spans.dropped());
    assertThat(metrics.counter(MetricNames.SPANS_EXPORTED, p -> "cart".equals(p.service())))
        .isEqualTo(spans.exported());
  }

  /** The length of the outage is what is tested; there is no condition to wait for. */
  private static void letTimePass(Duration duration) throws InterruptedException {
    assertThat(new CountDownLatch(1).await(duration.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
  }
}
