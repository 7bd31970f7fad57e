package io.tapmesh.api.traces;

import io.tapmesh.api.store.Bindings;
import io.tapmesh.api.store.Query;
import io.tapmesh.api.time.Window;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every statement on spans. Their times are compared with {@code DateTime64(9)} only: against a
 * {@code DateTime}, ClickHouse 26.7 takes {@code <} for {@code <= one second less} when it chooses
 * partitions, and loses the spans of that second.
 */
final class TraceSql {

  private static final String SUMMARIES =
      """
      WITH
        (
          SELECT (toDateTime64(min(Start), 9), toDateTime64(max(End), 9) + INTERVAL 1 SECOND)
          FROM otel_traces_trace_id_ts
          WHERE TraceId IN {traceIds:Array(String)}
        ) AS bounds
      SELECT
        TraceId AS traceId,
        argMin((ServiceName, SpanName), (
          ParentSpanId != '' AND (TraceId, ParentSpanId) IN (
            SELECT TraceId, SpanId
            FROM otel_traces
            WHERE TraceId IN {traceIds:Array(String)}
              AND Timestamp >= bounds.1 AND Timestamp < bounds.2
          ),
          Timestamp
        )) AS root,
        root.1 AS rootService,
        root.2 AS rootName,
        toUnixTimestamp64Nano(min(Timestamp)) AS startedAt,
        max(toUnixTimestamp64Nano(Timestamp) + toInt64(Duration)) AS endedAt,
        count() AS spanCount,
        countIf(StatusCode = 'Error') AS errorCount,
        arraySort(groupUniqArray(ServiceName)) AS services
      FROM otel_traces
      WHERE TraceId IN {traceIds:Array(String)}
        AND Timestamp >= bounds.1 AND Timestamp < bounds.2
      GROUP BY TraceId
      """;

  private static final String TRACE =
      """
      WITH
        (
          SELECT (toDateTime64(min(Start), 9), toDateTime64(max(End), 9) + INTERVAL 1 SECOND)
          FROM otel_traces_trace_id_ts
          WHERE TraceId = {traceId:String}
        ) AS bounds
      SELECT
        SpanId AS spanId,
        ParentSpanId AS parentSpanId,
        ServiceName AS service,
        SpanName AS name,
        SpanKind AS kind,
        toUnixTimestamp64Nano(Timestamp) AS startedAt,
        Duration AS durationNanos,
        StatusCode AS status,
        StatusMessage AS statusMessage,
        SpanAttributes AS attributes,
        ResourceAttributes AS resource,
        ScopeName AS scope,
        arrayMap(t -> toUnixTimestamp64Nano(t), Events.Timestamp) AS eventTimes,
        Events.Name AS eventNames,
        Events.Attributes AS eventAttributes,
        Links.TraceId AS linkTraceIds,
        Links.SpanId AS linkSpanIds,
        Links.Attributes AS linkAttributes
      FROM otel_traces
      WHERE TraceId = {traceId:String}
        AND Timestamp >= bounds.1 AND Timestamp < bounds.2
      ORDER BY Timestamp, SpanId
      LIMIT {limit:UInt32}
      """;

  private TraceSql() {}

  /**
   * The traces with the newest matching spans, newest first.
   *
   * @param since look at spans from then on only; not before the window
   * @param after continue after this trace; null for the first page
   */
  static Query search(
      Window window, Instant since, SpanFilter filter, @Nullable TraceCursor after, int limit) {
    Bindings bindings =
        new Bindings()
            .nanos("from", since)
            .nanos("to", window.lastIntervalEnd())
            .number("limit", limit);
    List<String> conditions = filter.conditions(bindings);
    StringBuilder where = new StringBuilder();
    conditions.forEach(condition -> where.append("\n  AND ").append(condition));
    String having = "";
    if (after != null) {
      bindings.nanos("newest", after.newest()).text("traceId", after.traceId());
      having = "\nHAVING (newest, TraceId) < ({newest:Int64}, {traceId:String})";
    }
    String sql =
        """
        SELECT
          TraceId AS traceId,
          max(toUnixTimestamp64Nano(Timestamp)) AS newest
        FROM otel_traces
        WHERE Timestamp >= fromUnixTimestamp64Nano({from:Int64})
          AND Timestamp < fromUnixTimestamp64Nano({to:Int64})
          AND TraceId != ''%s
        GROUP BY TraceId%s
        ORDER BY newest DESC, TraceId DESC
        LIMIT {limit:UInt32}
        """
            .formatted(where, having);
    return bindings.query("traces", sql);
  }

  /** What there is to say about each of the traces, from all of its spans. */
  static Query summaries(Collection<String> traceIds) {
    return new Bindings().texts("traceIds", traceIds).query("summaries", SUMMARIES);
  }

  /** The spans of one trace, by start. */
  static Query trace(String traceId, int limit) {
    return new Bindings().text("traceId", traceId).number("limit", limit).query("trace", TRACE);
  }
}
