-- trace
-- limit = 10001
-- traceId = 00ab
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
