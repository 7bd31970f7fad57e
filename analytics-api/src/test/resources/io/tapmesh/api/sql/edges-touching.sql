-- edges
-- from = 2026-11-23 04:17:00
-- service = it's
-- to = 2026-11-23 10:18:00
SELECT
  Source AS source,
  Destination AS destination,
  any(Reporter) AS reporter,
  arraySort(groupUniqArrayIf(Protocol, Requests + RequestBytes + ResponseBytes > 0)) AS protocols,
  sumIf(Requests, TlsVersion != '') AS encryptedRequests,
  arraySort(groupUniqArrayIf(TlsVersion, Requests + RequestBytes + ResponseBytes > 0 AND TlsVersion != '')) AS tlsVersions,
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
  AND (Destination = {service:String} OR Source = {service:String})
  AND (Source, Destination, Reporter) IN (
    SELECT Source, Destination, multiIf(
      sumIf(Requests, Reporter = 'client') > 0, 'client',
      sum(Requests) > 0, 'server',
      sumIf(Requests + RequestBytes + ResponseBytes, Reporter = 'client') > 0, 'client',
      'server')
    FROM traffic_1m
    WHERE Time >= {from:DateTime('UTC')} AND Time < {to:DateTime('UTC')}
      AND (Destination = {service:String} OR Source = {service:String})
    GROUP BY Source, Destination
    HAVING sum(Requests + RequestBytes + ResponseBytes) > 0
  )
GROUP BY Source, Destination
ORDER BY Source, Destination
