-- routes
-- from = 2026-11-23 10:02:30
-- service = cart
-- to = 2026-11-23 10:17:40
SELECT
  Method AS method,
  Route AS route,
  StatusCode AS status,
  ErrorType AS errorType,
  sum(Requests) AS requests,
  sum(Errors) AS errors,
  sum(RequestBytes) AS requestBytes,
  sum(ResponseBytes) AS responseBytes,
  max(MaxSeconds) AS maxSeconds,
  sumMap(Latency) AS latency,
  latency.1 AS bucketKeys,
  CAST(latency.2, 'Array(Int64)') AS bucketCounts
FROM traffic_10s
WHERE Time >= {from:DateTime('UTC')} AND Time < {to:DateTime('UTC')}
  AND Destination = {service:String}
  AND (Source, Destination, Reporter) IN (
    SELECT Source, Destination, multiIf(
      sumIf(Requests, Reporter = 'client') > 0, 'client',
      sum(Requests) > 0, 'server',
      sumIf(Requests + RequestBytes + ResponseBytes, Reporter = 'client') > 0, 'client',
      'server')
    FROM traffic_10s
    WHERE Time >= {from:DateTime('UTC')} AND Time < {to:DateTime('UTC')}
      AND Destination = {service:String}
    GROUP BY Source, Destination
    HAVING sum(Requests + RequestBytes + ResponseBytes) > 0
  )
GROUP BY Method, Route, StatusCode, ErrorType
ORDER BY Route, Method, StatusCode, ErrorType
