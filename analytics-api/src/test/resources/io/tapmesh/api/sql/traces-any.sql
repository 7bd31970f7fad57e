-- traces
-- from = 1795428150000000000
-- limit = 21
-- to = 1795429060000000000
SELECT
  TraceId AS traceId,
  max(toUnixTimestamp64Nano(Timestamp)) AS newest
FROM otel_traces
WHERE Timestamp >= fromUnixTimestamp64Nano({from:Int64})
  AND Timestamp < fromUnixTimestamp64Nano({to:Int64})
  AND TraceId != ''
GROUP BY TraceId
ORDER BY newest DESC, TraceId DESC
LIMIT {limit:UInt32}
