package io.tapmesh.proxy.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Whoever does not ship says so. */
final class SpanShipperTest {

  @Test
  void aShipperWhoseThreadDoesNotRunIsFailingUnlessItWasStopped() {
    KafkaLink kafka = new KafkaLink(Map.of("bootstrap.servers", "127.0.0.1:1"));
    SpanShipper shipper =
        new SpanShipper(
            new SpanQueue(),
            kafka,
            new SpanRecord.Frame(Resource.empty(), InstrumentationScopeInfo.create("test")),
            new SpanBudget(1024),
            new SpanCounts(),
            10,
            TimeUnit.MILLISECONDS.toNanos(10));
    assertThat(shipper.isFailing()).isTrue();
    shipper.start();
    assertThat(shipper.isFailing()).isFalse();
    shipper.stop(TimeUnit.SECONDS.toNanos(1));
    assertThat(shipper.isFailing()).isFalse();
    kafka.close(Duration.ZERO);
  }
}
