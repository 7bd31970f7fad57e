-- report
-- from = 2026-10-24 10:00:00
-- to = 2026-11-23 11:00:00
SELECT
  Source AS source,
  Destination AS destination,
  any(Reporter) AS reporter,
  Protocol AS protocol,
  TlsVersion AS tlsVersion,
  sum(Requests) AS requests,
  sum(Errors) AS errors,
  sum(RequestBytes) AS requestBytes,
  sum(ResponseBytes) AS responseBytes,
  toUnixTimestamp(min(Time)) AS firstSeen,
  toUnixTimestamp(max(Time)) AS lastSeen
FROM traffic_1h
WHERE Time >= {from:DateTime('UTC')} AND Time < {to:DateTime('UTC')}
  AND (Source, Destination, Reporter) IN (
    SELECT Source, Destination, multiIf(
      sumIf(Requests, Reporter = 'client') > 0, 'client',
      sum(Requests) > 0, 'server',
      sumIf(Requests + RequestBytes + ResponseBytes, Reporter = 'client') > 0, 'client',
      'server')
    FROM traffic_1h
    WHERE Time >= {from:DateTime('UTC')} AND Time < {to:DateTime('UTC')}
    GROUP BY Source, Destination
    HAVING sum(Requests + RequestBytes + ResponseBytes) > 0
  )
GROUP BY Source, Destination, Protocol, TlsVersion
ORDER BY Source, Destination, Protocol, TlsVersion
