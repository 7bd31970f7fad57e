package io.tapmesh.proxy.telemetry;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Takes each interval's metrics from the SDK: adds them to the totals of the admin port and hands
 * them to the shipper, which answers for them from then on.
 */
final class KafkaMetricExporter implements MetricExporter {

  private final MetricTotals totals;
  private final SeriesLimit series;
  private final OtlpMetrics otlp;
  private final @Nullable MetricShipper shipper;

  /**
   * Makes an exporter.
   *
   * @param series says which of them are gone
   * @param shipper null if metrics are on the admin port only
   */
  KafkaMetricExporter(
      MetricTotals totals, SeriesLimit series, OtlpMetrics otlp, @Nullable MetricShipper shipper) {
    this.totals = totals;
    this.series = series;
    this.otlp = otlp;
    this.shipper = shipper;
  }

  @Override
  public AggregationTemporality getAggregationTemporality(InstrumentType instrumentType) {
    return AggregationTemporality.DELTA;
  }

  @Override
  public CompletableResultCode export(Collection<MetricData> metrics) {
    totals.add(metrics);
    totals.release(series.takeReleased());
    if (shipper != null) {
      shipper.offer(otlp.encode(metrics));
    }
    return CompletableResultCode.ofSuccess();
  }

  @Override
  public CompletableResultCode flush() {
    return CompletableResultCode.ofSuccess();
  }

  @Override
  public CompletableResultCode shutdown() {
    return CompletableResultCode.ofSuccess();
  }
}
