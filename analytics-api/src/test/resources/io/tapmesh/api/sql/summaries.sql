-- summaries
-- traceIds = ['00ab','00cd']
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
