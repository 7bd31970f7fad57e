package io.tapmesh.collector.rows;

import java.util.List;

/**
 * The ClickHouse tables that we insert into, with the columns in the order in which we write them.
 * Columns that the table computes itself ({@code MATERIALIZED}) must not be among them.
 */
public enum Table {
  TRACES(
      "otel_traces",
      "Timestamp TraceId SpanId ParentSpanId TraceState SpanName SpanKind ServiceName"
          + " ResourceAttributes ScopeName ScopeVersion SpanAttributes Duration StatusCode"
          + " StatusMessage Events.Timestamp Events.Name Events.Attributes Links.TraceId"
          + " Links.SpanId Links.TraceState Links.Attributes"),
  GAUGE("otel_metrics_gauge", point("Value Flags", true)),
  SUM("otel_metrics_sum", point("Value Flags AggregationTemporality IsMonotonic", true)),
  HISTOGRAM(
      "otel_metrics_histogram",
      point("Count Sum BucketCounts ExplicitBounds Min Max Flags AggregationTemporality", true)),
  EXPONENTIAL_HISTOGRAM(
      "otel_metrics_exponential_histogram",
      point(
          "Count Sum Scale ZeroCount PositiveOffset PositiveBucketCounts NegativeOffset"
              + " NegativeBucketCounts Min Max Flags AggregationTemporality",
          true)),
  SUMMARY(
      "otel_metrics_summary",
      point("Count Sum ValueAtQuantiles.Quantile ValueAtQuantiles.Value Flags", false)),
  PROGRESS(
      "tapmesh_ingest_progress",
      "Time Topic Partition NextOffset EndOffset StoredThrough Records Rows DeadLettered");

  private final String tableName;
  private final String columns;

  Table(String tableName, String columns) {
    this.tableName = tableName;
    this.columns = columns;
  }

  /** The table's name, without the database. */
  public String tableName() {
    return tableName;
  }

  /** The columns of a row, in order. */
  public List<String> columns() {
    return List.of(columns.split(" ", -1));
  }

  /** What a point of any kind starts with, what its own kind adds, and its exemplars. */
  private static String point(String own, boolean exemplars) {
    return Common.POINT + own + (exemplars ? Common.EXEMPLARS : "");
  }

  /** An enum's constants cannot see its own static fields while they are made. */
  private static final class Common {

    static final String POINT =
        "ResourceAttributes ResourceSchemaUrl ScopeName ScopeVersion ScopeAttributes"
            + " ScopeDroppedAttrCount ScopeSchemaUrl ServiceName MetricName MetricDescription"
            + " MetricUnit Attributes StartTimeUnix TimeUnix ";
    static final String EXEMPLARS =
        " Exemplars.FilteredAttributes Exemplars.TimeUnix Exemplars.Value Exemplars.SpanId"
            + " Exemplars.TraceId";
  }
}
