-- completeness
-- dropped = tapmesh.proxy.spans.dropped
-- from = 1795428753250000000
-- fromMillis = 1795428753250
-- sinceMillis = 1795425453250
-- to = 1795429053250000000
-- toMillis = 1795429053250
-- topic = otlp_metrics
SELECT
  count() AS partitions,
  toUnixTimestamp64Nano(toDateTime64(max(reportedAt), 9)) AS reportedAt,
  toUnixTimestamp64Nano(toDateTime64(min(storedThrough), 9)) AS storedThrough,
  sum(behind) AS recordsBehind,
  ifNull((
    SELECT sum(DeadLettered)
    FROM tapmesh_ingest_progress
    WHERE Topic = {topic:String}
      AND Time >= fromUnixTimestamp64Milli({fromMillis:Int64})
      AND Time < fromUnixTimestamp64Milli({toMillis:Int64})
  ), 0) AS deadLettered,
  ifNull((
    SELECT toUInt64(sum(Value))
    FROM otel_metrics_sum
    WHERE MetricName = {dropped:String}
      AND AggregationTemporality = 1
      AND TimeUnix >= fromUnixTimestamp64Nano({from:Int64})
      AND TimeUnix < fromUnixTimestamp64Nano({to:Int64})
  ), 0) AS spansDropped
FROM (
  SELECT
    max(Time) AS reportedAt,
    argMax(StoredThrough, Time) AS storedThrough,
    argMax(greatest(toInt64(EndOffset) - toInt64(NextOffset), 0), Time) AS behind
  FROM tapmesh_ingest_progress
  WHERE Topic = {topic:String}
    AND Time >= fromUnixTimestamp64Milli({sinceMillis:Int64})
  GROUP BY Partition
)
