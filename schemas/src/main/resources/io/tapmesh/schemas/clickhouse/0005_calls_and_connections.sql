-- Remote procedure calls and connections whose bytes are not looked into, in the rollups of 0003.
--
-- Calls: an error is what is the callee's fault by gRPC's conventions (UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED,
-- INTERNAL, UNAVAILABLE, DATA_LOSS), or a call that left no status. It is the same for both reporters of an edge, though
-- a client calls every status but OK an error in its own error.type. The bytes of calls are counted, too.
--
-- Connections: each counts as one request when it ends, with protocol tcp and no latency: how long a connection lives says
-- nothing about how fast anybody answers. Their bytes come from sums, which grow while they are open.
--
-- The views are changed in place: dropped and made anew, they would miss what other collectors store in between.

ALTER TABLE traffic_10s_mv MODIFY QUERY
WITH
    MetricName IN ('http.client.request.duration', 'http.client.request.body.size', 'http.client.response.body.size', 'rpc.client.call.duration', 'rpc.client.request.size', 'rpc.client.response.size', 'tapmesh.tcp.client.connection.duration') AS IsClient,
    startsWith(MetricName, 'rpc.') AS IsRpc,
    startsWith(MetricName, 'tapmesh.tcp.') AS IsTcp,
    MetricName IN ('http.client.request.duration', 'http.server.request.duration', 'rpc.client.call.duration', 'rpc.server.call.duration') AS IsDuration,
    if(Attributes['service.peer.name'] = '', if(IsClient, 'unknown', 'external'), Attributes['service.peer.name']) AS Peer,
    if(Attributes['network.protocol.name'] = '', multiIf(IsRpc, 'grpc', IsTcp, 'tcp', 'http'), Attributes['network.protocol.name']) AS ProtocolName,
    Attributes['network.protocol.version'] AS ProtocolVersion,
    toUInt16OrZero(Attributes['http.response.status_code']) AS Status,
    if(IsRpc,
        Attributes['error.type'] != '' AND Attributes['rpc.status_code'] IN ('', '2', '4', '12', '13', '14', '15'),
        Status >= 500 OR (Status < 400 AND Attributes['error.type'] != '')) AS IsError,
    greatest(ifNotFinite(otel_metrics_exponential_histogram.Sum, 0), 0) AS Total,
    arrayMap(i -> PositiveOffset + toInt32(i), range(length(PositiveBucketCounts))) AS Index,
    arrayMap(i -> toInt32(least(greatest(if(Scale >= 6, floor(i / exp2(Scale - 6)), floor((i + 0.5) * exp2(6 - Scale))), -32767), 32767)), Index) AS Bucket,
    arrayFilter((k, c) -> c > 0, arrayPushBack(Bucket, toInt32(-32768)), arrayPushBack(PositiveBucketCounts, ZeroCount)) AS Keys,
    arrayFilter(c -> c > 0, arrayPushBack(PositiveBucketCounts, ZeroCount)) AS Counts
SELECT
    toStartOfInterval(toDateTime(TimeUnix), INTERVAL 10 SECOND) AS Time,
    if(IsClient, 'client', 'server') AS Reporter,
    if(IsClient, ServiceName, Peer) AS Source,
    if(IsClient, Peer, ServiceName) AS Destination,
    if(ProtocolVersion = '', ProtocolName, concat(ProtocolName, '/', ProtocolVersion)) AS Protocol,
    Attributes['tls.protocol.version'] AS TlsVersion,
    if(IsRpc, 'POST', Attributes['http.request.method']) AS Method,
    if(IsRpc, Attributes['rpc.method'], Attributes['http.route']) AS Route,
    Status AS StatusCode,
    Attributes['error.type'] AS ErrorType,
    sum(if(IsDuration OR IsTcp, Count, 0)) AS Requests,
    sum(if((IsDuration OR IsTcp) AND IsError, Count, 0)) AS Errors,
    sum(if(endsWith(MetricName, 'request.body.size') OR endsWith(MetricName, 'request.size'), toUInt64(Total), 0)) AS RequestBytes,
    sum(if(endsWith(MetricName, 'response.body.size') OR endsWith(MetricName, 'response.size'), toUInt64(Total), 0)) AS ResponseBytes,
    sum(if(IsDuration, Total, 0)) AS Seconds,
    max(if(IsDuration, ifNotFinite(Max, 0), 0)) AS MaxSeconds,
    sumMap(if(IsDuration, Keys, []), if(IsDuration, Counts, [])) AS Latency
FROM otel_metrics_exponential_histogram
WHERE AggregationTemporality = 1
  AND MetricName IN (
    'http.client.request.duration', 'http.client.request.body.size', 'http.client.response.body.size', 'rpc.client.call.duration',
    'http.server.request.duration', 'http.server.request.body.size', 'http.server.response.body.size', 'rpc.server.call.duration',
    'rpc.client.request.size', 'rpc.client.response.size', 'rpc.server.request.size', 'rpc.server.response.size',
    'tapmesh.tcp.client.connection.duration', 'tapmesh.tcp.server.connection.duration')
GROUP BY Time, Reporter, Source, Destination, Protocol, TlsVersion, Method, Route, StatusCode, ErrorType;

CREATE MATERIALIZED VIEW traffic_10s_tcp_mv TO traffic_10s AS
WITH
    startsWith(MetricName, 'tapmesh.tcp.client.') AS IsClient,
    if(Attributes['service.peer.name'] = '', if(IsClient, 'unknown', 'external'), Attributes['service.peer.name']) AS Peer,
    toUInt64(least(greatest(ifNotFinite(Value, 0), 0), 1e18)) AS Bytes
SELECT
    toStartOfInterval(toDateTime(TimeUnix), INTERVAL 10 SECOND) AS Time,
    if(IsClient, 'client', 'server') AS Reporter,
    if(IsClient, ServiceName, Peer) AS Source,
    if(IsClient, Peer, ServiceName) AS Destination,
    'tcp' AS Protocol,
    Attributes['tls.protocol.version'] AS TlsVersion,
    sum(if(MetricName IN ('tapmesh.tcp.client.bytes.sent', 'tapmesh.tcp.server.bytes.received'), Bytes, 0)) AS RequestBytes,
    sum(if(MetricName IN ('tapmesh.tcp.client.bytes.received', 'tapmesh.tcp.server.bytes.sent'), Bytes, 0)) AS ResponseBytes
FROM otel_metrics_sum
WHERE AggregationTemporality = 1
  AND MetricName IN (
    'tapmesh.tcp.client.bytes.sent', 'tapmesh.tcp.client.bytes.received', 'tapmesh.tcp.server.bytes.sent', 'tapmesh.tcp.server.bytes.received')
GROUP BY Time, Reporter, Source, Destination, Protocol, TlsVersion;

ALTER TABLE traffic_1m_mv MODIFY QUERY
WITH
    MetricName IN ('http.client.request.duration', 'http.client.request.body.size', 'http.client.response.body.size', 'rpc.client.call.duration', 'rpc.client.request.size', 'rpc.client.response.size', 'tapmesh.tcp.client.connection.duration') AS IsClient,
    startsWith(MetricName, 'rpc.') AS IsRpc,
    startsWith(MetricName, 'tapmesh.tcp.') AS IsTcp,
    MetricName IN ('http.client.request.duration', 'http.server.request.duration', 'rpc.client.call.duration', 'rpc.server.call.duration') AS IsDuration,
    if(Attributes['service.peer.name'] = '', if(IsClient, 'unknown', 'external'), Attributes['service.peer.name']) AS Peer,
    if(Attributes['network.protocol.name'] = '', multiIf(IsRpc, 'grpc', IsTcp, 'tcp', 'http'), Attributes['network.protocol.name']) AS ProtocolName,
    Attributes['network.protocol.version'] AS ProtocolVersion,
    toUInt16OrZero(Attributes['http.response.status_code']) AS Status,
    if(IsRpc,
        Attributes['error.type'] != '' AND Attributes['rpc.status_code'] IN ('', '2', '4', '12', '13', '14', '15'),
        Status >= 500 OR (Status < 400 AND Attributes['error.type'] != '')) AS IsError,
    greatest(ifNotFinite(otel_metrics_exponential_histogram.Sum, 0), 0) AS Total,
    arrayMap(i -> PositiveOffset + toInt32(i), range(length(PositiveBucketCounts))) AS Index,
    arrayMap(i -> toInt32(least(greatest(if(Scale >= 6, floor(i / exp2(Scale - 6)), floor((i + 0.5) * exp2(6 - Scale))), -32767), 32767)), Index) AS Bucket,
    arrayFilter((k, c) -> c > 0, arrayPushBack(Bucket, toInt32(-32768)), arrayPushBack(PositiveBucketCounts, ZeroCount)) AS Keys,
    arrayFilter(c -> c > 0, arrayPushBack(PositiveBucketCounts, ZeroCount)) AS Counts
SELECT
    toStartOfMinute(toDateTime(TimeUnix)) AS Time,
    if(IsClient, 'client', 'server') AS Reporter,
    if(IsClient, ServiceName, Peer) AS Source,
    if(IsClient, Peer, ServiceName) AS Destination,
    if(ProtocolVersion = '', ProtocolName, concat(ProtocolName, '/', ProtocolVersion)) AS Protocol,
    Attributes['tls.protocol.version'] AS TlsVersion,
    if(IsRpc, 'POST', Attributes['http.request.method']) AS Method,
    if(IsRpc, Attributes['rpc.method'], Attributes['http.route']) AS Route,
    Status AS StatusCode,
    Attributes['error.type'] AS ErrorType,
    sum(if(IsDuration OR IsTcp, Count, 0)) AS Requests,
    sum(if((IsDuration OR IsTcp) AND IsError, Count, 0)) AS Errors,
    sum(if(endsWith(MetricName, 'request.body.size') OR endsWith(MetricName, 'request.size'), toUInt64(Total), 0)) AS RequestBytes,
    sum(if(endsWith(MetricName, 'response.body.size') OR endsWith(MetricName, 'response.size'), toUInt64(Total), 0)) AS ResponseBytes,
    sum(if(IsDuration, Total, 0)) AS Seconds,
    max(if(IsDuration, ifNotFinite(Max, 0), 0)) AS MaxSeconds,
    sumMap(if(IsDuration, Keys, []), if(IsDuration, Counts, [])) AS Latency
FROM otel_metrics_exponential_histogram
WHERE AggregationTemporality = 1
  AND MetricName IN (
    'http.client.request.duration', 'http.client.request.body.size', 'http.client.response.body.size', 'rpc.client.call.duration',
    'http.server.request.duration', 'http.server.request.body.size', 'http.server.response.body.size', 'rpc.server.call.duration',
    'rpc.client.request.size', 'rpc.client.response.size', 'rpc.server.request.size', 'rpc.server.response.size',
    'tapmesh.tcp.client.connection.duration', 'tapmesh.tcp.server.connection.duration')
GROUP BY Time, Reporter, Source, Destination, Protocol, TlsVersion, Method, Route, StatusCode, ErrorType;

CREATE MATERIALIZED VIEW traffic_1m_tcp_mv TO traffic_1m AS
WITH
    startsWith(MetricName, 'tapmesh.tcp.client.') AS IsClient,
    if(Attributes['service.peer.name'] = '', if(IsClient, 'unknown', 'external'), Attributes['service.peer.name']) AS Peer,
    toUInt64(least(greatest(ifNotFinite(Value, 0), 0), 1e18)) AS Bytes
SELECT
    toStartOfMinute(toDateTime(TimeUnix)) AS Time,
    if(IsClient, 'client', 'server') AS Reporter,
    if(IsClient, ServiceName, Peer) AS Source,
    if(IsClient, Peer, ServiceName) AS Destination,
    'tcp' AS Protocol,
    Attributes['tls.protocol.version'] AS TlsVersion,
    sum(if(MetricName IN ('tapmesh.tcp.client.bytes.sent', 'tapmesh.tcp.server.bytes.received'), Bytes, 0)) AS RequestBytes,
    sum(if(MetricName IN ('tapmesh.tcp.client.bytes.received', 'tapmesh.tcp.server.bytes.sent'), Bytes, 0)) AS ResponseBytes
FROM otel_metrics_sum
WHERE AggregationTemporality = 1
  AND MetricName IN (
    'tapmesh.tcp.client.bytes.sent', 'tapmesh.tcp.client.bytes.received', 'tapmesh.tcp.server.bytes.sent', 'tapmesh.tcp.server.bytes.received')
GROUP BY Time, Reporter, Source, Destination, Protocol, TlsVersion;

ALTER TABLE traffic_1h_mv MODIFY QUERY
WITH
    MetricName IN ('http.client.request.duration', 'http.client.request.body.size', 'http.client.response.body.size', 'rpc.client.call.duration', 'rpc.client.request.size', 'rpc.client.response.size', 'tapmesh.tcp.client.connection.duration') AS IsClient,
    startsWith(MetricName, 'rpc.') AS IsRpc,
    startsWith(MetricName, 'tapmesh.tcp.') AS IsTcp,
    MetricName IN ('http.client.request.duration', 'http.server.request.duration', 'rpc.client.call.duration', 'rpc.server.call.duration') AS IsDuration,
    if(Attributes['service.peer.name'] = '', if(IsClient, 'unknown', 'external'), Attributes['service.peer.name']) AS Peer,
    if(Attributes['network.protocol.name'] = '', multiIf(IsRpc, 'grpc', IsTcp, 'tcp', 'http'), Attributes['network.protocol.name']) AS ProtocolName,
    Attributes['network.protocol.version'] AS ProtocolVersion,
    toUInt16OrZero(Attributes['http.response.status_code']) AS Status,
    if(IsRpc,
        Attributes['error.type'] != '' AND Attributes['rpc.status_code'] IN ('', '2', '4', '12', '13', '14', '15'),
        Status >= 500 OR (Status < 400 AND Attributes['error.type'] != '')) AS IsError,
    greatest(ifNotFinite(otel_metrics_exponential_histogram.Sum, 0), 0) AS Total,
    arrayMap(i -> PositiveOffset + toInt32(i), range(length(PositiveBucketCounts))) AS Index,
    arrayMap(i -> toInt32(least(greatest(if(Scale >= 6, floor(i / exp2(Scale - 6)), floor((i + 0.5) * exp2(6 - Scale))), -32767), 32767)), Index) AS Bucket,
    arrayFilter((k, c) -> c > 0, arrayPushBack(Bucket, toInt32(-32768)), arrayPushBack(PositiveBucketCounts, ZeroCount)) AS Keys,
    arrayFilter(c -> c > 0, arrayPushBack(PositiveBucketCounts, ZeroCount)) AS Counts
SELECT
    toStartOfHour(toDateTime(TimeUnix)) AS Time,
    if(IsClient, 'client', 'server') AS Reporter,
    if(IsClient, ServiceName, Peer) AS Source,
    if(IsClient, Peer, ServiceName) AS Destination,
    if(ProtocolVersion = '', ProtocolName, concat(ProtocolName, '/', ProtocolVersion)) AS Protocol,
    Attributes['tls.protocol.version'] AS TlsVersion,
    if(IsRpc, 'POST', Attributes['http.request.method']) AS Method,
    if(IsRpc, Attributes['rpc.method'], Attributes['http.route']) AS Route,
    Status AS StatusCode,
    Attributes['error.type'] AS ErrorType,
    sum(if(IsDuration OR IsTcp, Count, 0)) AS Requests,
    sum(if((IsDuration OR IsTcp) AND IsError, Count, 0)) AS Errors,
    sum(if(endsWith(MetricName, 'request.body.size') OR endsWith(MetricName, 'request.size'), toUInt64(Total), 0)) AS RequestBytes,
    sum(if(endsWith(MetricName, 'response.body.size') OR endsWith(MetricName, 'response.size'), toUInt64(Total), 0)) AS ResponseBytes,
    sum(if(IsDuration, Total, 0)) AS Seconds,
    max(if(IsDuration, ifNotFinite(Max, 0), 0)) AS MaxSeconds,
    sumMap(if(IsDuration, Keys, []), if(IsDuration, Counts, [])) AS Latency
FROM otel_metrics_exponential_histogram
WHERE AggregationTemporality = 1
  AND MetricName IN (
    'http.client.request.duration', 'http.client.request.body.size', 'http.client.response.body.size', 'rpc.client.call.duration',
    'http.server.request.duration', 'http.server.request.body.size', 'http.server.response.body.size', 'rpc.server.call.duration',
    'rpc.client.request.size', 'rpc.client.response.size', 'rpc.server.request.size', 'rpc.server.response.size',
    'tapmesh.tcp.client.connection.duration', 'tapmesh.tcp.server.connection.duration')
GROUP BY Time, Reporter, Source, Destination, Protocol, TlsVersion, Method, Route, StatusCode, ErrorType;

CREATE MATERIALIZED VIEW traffic_1h_tcp_mv TO traffic_1h AS
WITH
    startsWith(MetricName, 'tapmesh.tcp.client.') AS IsClient,
    if(Attributes['service.peer.name'] = '', if(IsClient, 'unknown', 'external'), Attributes['service.peer.name']) AS Peer,
    toUInt64(least(greatest(ifNotFinite(Value, 0), 0), 1e18)) AS Bytes
SELECT
    toStartOfHour(toDateTime(TimeUnix)) AS Time,
    if(IsClient, 'client', 'server') AS Reporter,
    if(IsClient, ServiceName, Peer) AS Source,
    if(IsClient, Peer, ServiceName) AS Destination,
    'tcp' AS Protocol,
    Attributes['tls.protocol.version'] AS TlsVersion,
    sum(if(MetricName IN ('tapmesh.tcp.client.bytes.sent', 'tapmesh.tcp.server.bytes.received'), Bytes, 0)) AS RequestBytes,
    sum(if(MetricName IN ('tapmesh.tcp.client.bytes.received', 'tapmesh.tcp.server.bytes.sent'), Bytes, 0)) AS ResponseBytes
FROM otel_metrics_sum
WHERE AggregationTemporality = 1
  AND MetricName IN (
    'tapmesh.tcp.client.bytes.sent', 'tapmesh.tcp.client.bytes.received', 'tapmesh.tcp.server.bytes.sent', 'tapmesh.tcp.server.bytes.received')
GROUP BY Time, Reporter, Source, Destination, Protocol, TlsVersion;
