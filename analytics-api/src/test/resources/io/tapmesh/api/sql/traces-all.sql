-- traces
-- from = 1795428933250000000
-- key0 = user
-- key1 = service.version
-- limit = 21
-- maxNanos = 2000000000
-- method = GET
-- minNanos = 1500000
-- newest = 1795429044250000000
-- route = /carts/{id}
-- service = cart
-- statusFrom = 500
-- statusTo = 599
-- to = 1795429060000000000
-- traceId = 00ab
-- value0 = o'neil
-- value1 = 7
SELECT
  TraceId AS traceId,
  max(toUnixTimestamp64Nano(Timestamp)) AS newest
FROM otel_traces
WHERE Timestamp >= fromUnixTimestamp64Nano({from:Int64})
  AND Timestamp < fromUnixTimestamp64Nano({to:Int64})
  AND TraceId != ''
  AND ServiceName = {service:String}
  AND HttpRoute = {route:String}
  AND HttpMethod = {method:String}
  AND HttpStatusCode BETWEEN {statusFrom:UInt16} AND {statusTo:UInt16}
  AND Duration >= {minNanos:UInt64}
  AND Duration <= {maxNanos:UInt64}
  AND mapContains(SpanAttributes, {key0:String}) AND SpanAttributes[{key0:String}] = {value0:String}
  AND mapContains(ResourceAttributes, {key1:String}) AND ResourceAttributes[{key1:String}] = {value1:String}
GROUP BY TraceId
HAVING (newest, TraceId) < ({newest:Int64}, {traceId:String})
ORDER BY newest DESC, TraceId DESC
LIMIT {limit:UInt32}
