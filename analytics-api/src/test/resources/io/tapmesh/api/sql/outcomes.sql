-- outcomes
-- from = 2026-10-24 10:00:00
-- services = ['cart','o\'pay']
-- to = 2026-11-23 11:00:00
SELECT
  Destination AS service,
  Method AS method,
  Route AS route,
  sum(Requests) AS requests,
  sum(Errors) AS errors,
  sum(RequestBytes) AS requestBytes,
  sum(ResponseBytes) AS responseBytes,
  max(MaxSeconds) AS maxSeconds,
  sumMap(Latency) AS latency,
  latency.1 AS bucketKeys,
  CAST(latency.2, 'Array(Int64)') AS bucketCounts
FROM traffic_1h
WHERE Time >= {from:DateTime('UTC')} AND Time < {to:DateTime('UTC')}
  AND Destination IN {services:Array(String)}
  AND (Source, Destination, Reporter) IN (
    SELECT Source, Destination, multiIf(
      sumIf(Requests, Reporter = 'client') > 0, 'client',
      sum(Requests) > 0, 'server',
      sumIf(Requests + RequestBytes + ResponseBytes, Reporter = 'client') > 0, 'client',
      'server')
    FROM traffic_1h
    WHERE Time >= {from:DateTime('UTC')} AND Time < {to:DateTime('UTC')}
      AND Destination IN {services:Array(String)}
    GROUP BY Source, Destination
    HAVING sum(Requests + RequestBytes + ResponseBytes) > 0
  )
GROUP BY Destination, Method, Route
