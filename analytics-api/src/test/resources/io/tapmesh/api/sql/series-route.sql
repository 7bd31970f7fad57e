-- series
-- from = 2026-11-23 04:17:00
-- method = GET
-- route = /carts/{id}
-- service = cart
-- step = 300
-- to = 2026-11-23 10:18:00
SELECT
  intDiv(toUnixTimestamp(Time), {step:UInt32}) * {step:UInt32} AS at,
  sum(Requests) AS requests,
  sum(Errors) AS errors,
  sum(RequestBytes) AS requestBytes,
  sum(ResponseBytes) AS responseBytes,
  max(MaxSeconds) AS maxSeconds,
  sumMap(Latency) AS latency,
  latency.1 AS bucketKeys,
  CAST(latency.2, 'Array(Int64)') AS bucketCounts
FROM traffic_1m
WHERE Time >= {from:DateTime('UTC')} AND Time < {to:DateTime('UTC')}
  AND Destination = {service:String}
  AND (Source, Destination, Reporter) IN (
    SELECT Source, Destination, multiIf(
      sumIf(Requests, Reporter = 'client') > 0, 'client',
      sum(Requests) > 0, 'server',
      sumIf(Requests + RequestBytes + ResponseBytes, Reporter = 'client') > 0, 'client',
      'server')
    FROM traffic_1m
    WHERE Time >= {from:DateTime('UTC')} AND Time < {to:DateTime('UTC')}
      AND Destination = {service:String}
    GROUP BY Source, Destination
    HAVING sum(Requests + RequestBytes + ResponseBytes) > 0
  )
  AND Route = {route:String}
  AND Method = {method:String}
GROUP BY at
ORDER BY at
