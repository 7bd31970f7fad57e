package io.tapmesh.collector.decode;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint.ValueAtQuantile;
import io.tapmesh.collector.rows.RowBinary;
import io.tapmesh.collector.rows.RowBlock;
import io.tapmesh.collector.rows.Rows;
import io.tapmesh.collector.rows.Table;
import java.io.IOException;
import java.util.List;

/** Rows of points, one method for each kind; the columns are those of {@link Table}. */
final class PointRows {

  private final RowBinary ofMetric;

  /**
   * @param ofMetric what every row of the current metric starts with
   */
  PointRows(RowBinary ofMetric) {
    this.ofMetric = ofMetric;
  }

  /** Adds the row of one point. */
  void write(WireMessage point, MetricHead metric, Rows rows)
      throws IOException, UndecodableException {
    switch (metric.kind()) {
      case GAUGE -> gauge(point.parse(NumberDataPoint.parser()), rows.block(Table.GAUGE));
      case SUM -> sum(point.parse(NumberDataPoint.parser()), metric, rows.block(Table.SUM));
      case HISTOGRAM ->
          histogram(point.parse(HistogramDataPoint.parser()), metric, rows.block(Table.HISTOGRAM));
      case EXPONENTIAL_HISTOGRAM ->
          exponential(
              point.parse(ExponentialHistogramDataPoint.parser()),
              metric,
              rows.block(Table.EXPONENTIAL_HISTOGRAM));
      case SUMMARY -> summary(point.parse(SummaryDataPoint.parser()), rows.block(Table.SUMMARY));
      case DATA_NOT_SET -> throw new IllegalStateException("a point of a metric without points");
    }
  }

  private void gauge(NumberDataPoint point, RowBlock block) throws UndecodableException {
    RowBinary out = block.out();
    head(point.getAttributesList(), point.getStartTimeUnixNano(), point.getTimeUnixNano(), out);
    out.float64(number(point));
    out.int32(point.getFlags());
    ExemplarCells.write(point.getExemplarsList(), out);
    block.endRow(point.getTimeUnixNano());
  }

  private void sum(NumberDataPoint point, MetricHead metric, RowBlock block)
      throws UndecodableException {
    RowBinary out = block.out();
    head(point.getAttributesList(), point.getStartTimeUnixNano(), point.getTimeUnixNano(), out);
    out.float64(number(point));
    out.int32(point.getFlags());
    out.int32(metric.temporality());
    out.bool(metric.monotonic());
    ExemplarCells.write(point.getExemplarsList(), out);
    block.endRow(point.getTimeUnixNano());
  }

  private void histogram(HistogramDataPoint point, MetricHead metric, RowBlock block)
      throws UndecodableException {
    RowBinary out = block.out();
    head(point.getAttributesList(), point.getStartTimeUnixNano(), point.getTimeUnixNano(), out);
    out.int64(point.getCount());
    out.float64(point.getSum());
    counts(point.getBucketCountsList(), out);
    out.varint(point.getExplicitBoundsCount());
    for (int i = 0; i < point.getExplicitBoundsCount(); i++) {
      out.float64(point.getExplicitBounds(i));
    }
    out.float64(point.getMin());
    out.float64(point.getMax());
    out.int32(point.getFlags());
    out.int32(metric.temporality());
    ExemplarCells.write(point.getExemplarsList(), out);
    block.endRow(point.getTimeUnixNano());
  }

  private void exponential(ExponentialHistogramDataPoint point, MetricHead metric, RowBlock block)
      throws UndecodableException {
    RowBinary out = block.out();
    head(point.getAttributesList(), point.getStartTimeUnixNano(), point.getTimeUnixNano(), out);
    out.int64(point.getCount());
    out.float64(point.getSum());
    out.int32(point.getScale());
    out.int64(point.getZeroCount());
    out.int32(point.getPositive().getOffset());
    counts(point.getPositive().getBucketCountsList(), out);
    out.int32(point.getNegative().getOffset());
    counts(point.getNegative().getBucketCountsList(), out);
    out.float64(point.getMin());
    out.float64(point.getMax());
    out.int32(point.getFlags());
    out.int32(metric.temporality());
    ExemplarCells.write(point.getExemplarsList(), out);
    block.endRow(point.getTimeUnixNano());
  }

  private void summary(SummaryDataPoint point, RowBlock block) throws UndecodableException {
    RowBinary out = block.out();
    head(point.getAttributesList(), point.getStartTimeUnixNano(), point.getTimeUnixNano(), out);
    out.int64(point.getCount());
    out.float64(point.getSum());
    out.varint(point.getQuantileValuesCount());
    for (ValueAtQuantile quantile : point.getQuantileValuesList()) {
      out.float64(quantile.getQuantile());
    }
    out.varint(point.getQuantileValuesCount());
    for (ValueAtQuantile quantile : point.getQuantileValuesList()) {
      out.float64(quantile.getValue());
    }
    out.int32(point.getFlags());
    block.endRow(point.getTimeUnixNano());
  }

  private void head(List<KeyValue> attributes, long startNanos, long timeNanos, RowBinary out)
      throws UndecodableException {
    out.append(ofMetric);
    AttributeText.writeMap(attributes, out);
    out.int64(Checked.time(startNanos, "start_time_unix_nano"));
    out.int64(Checked.time(timeNanos, "time_unix_nano"));
  }

  private static double number(NumberDataPoint point) {
    return point.hasAsInt() ? point.getAsInt() : point.getAsDouble();
  }

  private static void counts(List<Long> counts, RowBinary out) {
    int size = counts.size();
    out.varint(size);
    for (int i = 0; i < size; i++) {
      out.int64(counts.get(i));
    }
  }
}
