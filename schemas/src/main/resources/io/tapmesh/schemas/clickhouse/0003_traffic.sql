-- The service graph, latency and the traffic report: every request, counted from the delta metrics of
-- both proxies on its way. Reporter says which one counted: 'client' (in front of the caller) or
-- 'server' (in front of the callee); a reader takes one of them per edge, never their sum.
--
-- Time is the start of the interval that the metric point's end falls into.
-- Errors: status 500 and above, or a failure that left no honest status (a reset in the middle, no answer).
-- Latency is an exponential histogram of scale 6 (bucket k holds 2^(k/64) < seconds <= 2^((k+1)/64)),
-- whatever scale a point came with: a finer one is merged exactly, a coarser one is put at the middle of
-- its bucket. So histograms merge by adding, and a bucket is 1.1 % wide. Zeros are in bucket -32768.
-- No point may fail the insert, whatever a stranger sends: a failing view would hold up the partition for ever. So
-- sums that are not finite or are negative count as 0, and buckets end at -32767 and 32767 (2^±512 seconds).
CREATE TABLE traffic_10s
(
    Time          DateTime CODEC(DoubleDelta, ZSTD(1)),
    Reporter      LowCardinality(String) CODEC(ZSTD(1)),
    Source        LowCardinality(String) CODEC(ZSTD(1)),
    Destination   LowCardinality(String) CODEC(ZSTD(1)),
    Protocol      LowCardinality(String) CODEC(ZSTD(1)),
    TlsVersion    LowCardinality(String) CODEC(ZSTD(1)),
    Method        LowCardinality(String) CODEC(ZSTD(1)),
    Route         LowCardinality(String) CODEC(ZSTD(1)),
    StatusCode    UInt16 CODEC(ZSTD(1)),
    ErrorType     LowCardinality(String) CODEC(ZSTD(1)),
    Requests      SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
    Errors        SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
    RequestBytes  SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
    ResponseBytes SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
    Seconds       SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)),
    MaxSeconds    SimpleAggregateFunction(max, Float64) CODEC(ZSTD(1)),
    Latency       SimpleAggregateFunction(sumMap, Tuple(Array(Int32), Array(UInt64))) CODEC(ZSTD(1))
)
ENGINE = AggregatingMergeTree
PARTITION BY toDate(Time)
ORDER BY (Destination, Source, Reporter, Time, Protocol, TlsVersion, Method, Route, StatusCode, ErrorType)
TTL Time + INTERVAL 1 DAY
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW traffic_10s_mv TO traffic_10s AS
WITH
    MetricName IN ('http.client.request.duration', 'http.client.request.body.size', 'http.client.response.body.size', 'rpc.client.call.duration') AS IsClient,
    MetricName IN ('http.client.request.duration', 'http.server.request.duration', 'rpc.client.call.duration', 'rpc.server.call.duration') AS IsDuration,
    if(Attributes['service.peer.name'] = '', if(IsClient, 'unknown', 'external'), Attributes['service.peer.name']) AS Peer,
    if(Attributes['network.protocol.name'] = '', if(startsWith(MetricName, 'rpc.'), 'grpc', 'http'), Attributes['network.protocol.name']) AS ProtocolName,
    Attributes['network.protocol.version'] AS ProtocolVersion,
    toUInt16OrZero(Attributes['http.response.status_code']) AS Status,
    Status >= 500 OR (Status < 400 AND Attributes['error.type'] != '') AS IsError,
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
    if(startsWith(MetricName, 'rpc.'), 'POST', Attributes['http.request.method']) AS Method,
    if(startsWith(MetricName, 'rpc.'), Attributes['rpc.method'], Attributes['http.route']) AS Route,
    Status AS StatusCode,
    Attributes['error.type'] AS ErrorType,
    sum(if(IsDuration, Count, 0)) AS Requests,
    sum(if(IsDuration AND IsError, Count, 0)) AS Errors,
    sum(if(endsWith(MetricName, 'request.body.size'), toUInt64(Total), 0)) AS RequestBytes,
    sum(if(endsWith(MetricName, 'response.body.size'), toUInt64(Total), 0)) AS ResponseBytes,
    sum(if(IsDuration, Total, 0)) AS Seconds,
    max(if(IsDuration, ifNotFinite(Max, 0), 0)) AS MaxSeconds,
    sumMap(if(IsDuration, Keys, []), if(IsDuration, Counts, [])) AS Latency
FROM otel_metrics_exponential_histogram
WHERE AggregationTemporality = 1
  AND MetricName IN (
    'http.client.request.duration', 'http.client.request.body.size', 'http.client.response.body.size', 'rpc.client.call.duration',
    'http.server.request.duration', 'http.server.request.body.size', 'http.server.response.body.size', 'rpc.server.call.duration')
GROUP BY Time, Reporter, Source, Destination, Protocol, TlsVersion, Method, Route, StatusCode, ErrorType;

CREATE TABLE traffic_1m
(
    Time          DateTime CODEC(DoubleDelta, ZSTD(1)),
    Reporter      LowCardinality(String) CODEC(ZSTD(1)),
    Source        LowCardinality(String) CODEC(ZSTD(1)),
    Destination   LowCardinality(String) CODEC(ZSTD(1)),
    Protocol      LowCardinality(String) CODEC(ZSTD(1)),
    TlsVersion    LowCardinality(String) CODEC(ZSTD(1)),
    Method        LowCardinality(String) CODEC(ZSTD(1)),
    Route         LowCardinality(String) CODEC(ZSTD(1)),
    StatusCode    UInt16 CODEC(ZSTD(1)),
    ErrorType     LowCardinality(String) CODEC(ZSTD(1)),
    Requests      SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
    Errors        SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
    RequestBytes  SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
    ResponseBytes SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
    Seconds       SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)),
    MaxSeconds    SimpleAggregateFunction(max, Float64) CODEC(ZSTD(1)),
    Latency       SimpleAggregateFunction(sumMap, Tuple(Array(Int32), Array(UInt64))) CODEC(ZSTD(1))
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(Time)
ORDER BY (Destination, Source, Reporter, Time, Protocol, TlsVersion, Method, Route, StatusCode, ErrorType)
TTL Time + INTERVAL 35 DAY
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW traffic_1m_mv TO traffic_1m AS
WITH
    MetricName IN ('http.client.request.duration', 'http.client.request.body.size', 'http.client.response.body.size', 'rpc.client.call.duration') AS IsClient,
    MetricName IN ('http.client.request.duration', 'http.server.request.duration', 'rpc.client.call.duration', 'rpc.server.call.duration') AS IsDuration,
    if(Attributes['service.peer.name'] = '', if(IsClient, 'unknown', 'external'), Attributes['service.peer.name']) AS Peer,
    if(Attributes['network.protocol.name'] = '', if(startsWith(MetricName, 'rpc.'), 'grpc', 'http'), Attributes['network.protocol.name']) AS ProtocolName,
    Attributes['network.protocol.version'] AS ProtocolVersion,
    toUInt16OrZero(Attributes['http.response.status_code']) AS Status,
    Status >= 500 OR (Status < 400 AND Attributes['error.type'] != '') AS IsError,
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
    if(startsWith(MetricName, 'rpc.'), 'POST', Attributes['http.request.method']) AS Method,
    if(startsWith(MetricName, 'rpc.'), Attributes['rpc.method'], Attributes['http.route']) AS Route,
    Status AS StatusCode,
    Attributes['error.type'] AS ErrorType,
    sum(if(IsDuration, Count, 0)) AS Requests,
    sum(if(IsDuration AND IsError, Count, 0)) AS Errors,
    sum(if(endsWith(MetricName, 'request.body.size'), toUInt64(Total), 0)) AS RequestBytes,
    sum(if(endsWith(MetricName, 'response.body.size'), toUInt64(Total), 0)) AS ResponseBytes,
    sum(if(IsDuration, Total, 0)) AS Seconds,
    max(if(IsDuration, ifNotFinite(Max, 0), 0)) AS MaxSeconds,
    sumMap(if(IsDuration, Keys, []), if(IsDuration, Counts, [])) AS Latency
FROM otel_metrics_exponential_histogram
WHERE AggregationTemporality = 1
  AND MetricName IN (
    'http.client.request.duration', 'http.client.request.body.size', 'http.client.response.body.size', 'rpc.client.call.duration',
    'http.server.request.duration', 'http.server.request.body.size', 'http.server.response.body.size', 'rpc.server.call.duration')
GROUP BY Time, Reporter, Source, Destination, Protocol, TlsVersion, Method, Route, StatusCode, ErrorType;

CREATE TABLE traffic_1h
(
    Time          DateTime CODEC(DoubleDelta, ZSTD(1)),
    Reporter      LowCardinality(String) CODEC(ZSTD(1)),
    Source        LowCardinality(String) CODEC(ZSTD(1)),
    Destination   LowCardinality(String) CODEC(ZSTD(1)),
    Protocol      LowCardinality(String) CODEC(ZSTD(1)),
    TlsVersion    LowCardinality(String) CODEC(ZSTD(1)),
    Method        LowCardinality(String) CODEC(ZSTD(1)),
    Route         LowCardinality(String) CODEC(ZSTD(1)),
    StatusCode    UInt16 CODEC(ZSTD(1)),
    ErrorType     LowCardinality(String) CODEC(ZSTD(1)),
    Requests      SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
    Errors        SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
    RequestBytes  SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
    ResponseBytes SimpleAggregateFunction(sum, UInt64) CODEC(ZSTD(1)),
    Seconds       SimpleAggregateFunction(sum, Float64) CODEC(ZSTD(1)),
    MaxSeconds    SimpleAggregateFunction(max, Float64) CODEC(ZSTD(1)),
    Latency       SimpleAggregateFunction(sumMap, Tuple(Array(Int32), Array(UInt64))) CODEC(ZSTD(1))
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(Time)
ORDER BY (Destination, Source, Reporter, Time, Protocol, TlsVersion, Method, Route, StatusCode, ErrorType)
TTL Time + INTERVAL 400 DAY
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW traffic_1h_mv TO traffic_1h AS
WITH
    MetricName IN ('http.client.request.duration', 'http.client.request.body.size', 'http.client.response.body.size', 'rpc.client.call.duration') AS IsClient,
    MetricName IN ('http.client.request.duration', 'http.server.request.duration', 'rpc.client.call.duration', 'rpc.server.call.duration') AS IsDuration,
    if(Attributes['service.peer.name'] = '', if(IsClient, 'unknown', 'external'), Attributes['service.peer.name']) AS Peer,
    if(Attributes['network.protocol.name'] = '', if(startsWith(MetricName, 'rpc.'), 'grpc', 'http'), Attributes['network.protocol.name']) AS ProtocolName,
    Attributes['network.protocol.version'] AS ProtocolVersion,
    toUInt16OrZero(Attributes['http.response.status_code']) AS Status,
    Status >= 500 OR (Status < 400 AND Attributes['error.type'] != '') AS IsError,
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
    if(startsWith(MetricName, 'rpc.'), 'POST', Attributes['http.request.method']) AS Method,
    if(startsWith(MetricName, 'rpc.'), Attributes['rpc.method'], Attributes['http.route']) AS Route,
    Status AS StatusCode,
    Attributes['error.type'] AS ErrorType,
    sum(if(IsDuration, Count, 0)) AS Requests,
    sum(if(IsDuration AND IsError, Count, 0)) AS Errors,
    sum(if(endsWith(MetricName, 'request.body.size'), toUInt64(Total), 0)) AS RequestBytes,
    sum(if(endsWith(MetricName, 'response.body.size'), toUInt64(Total), 0)) AS ResponseBytes,
    sum(if(IsDuration, Total, 0)) AS Seconds,
    max(if(IsDuration, ifNotFinite(Max, 0), 0)) AS MaxSeconds,
    sumMap(if(IsDuration, Keys, []), if(IsDuration, Counts, [])) AS Latency
FROM otel_metrics_exponential_histogram
WHERE AggregationTemporality = 1
  AND MetricName IN (
    'http.client.request.duration', 'http.client.request.body.size', 'http.client.response.body.size', 'rpc.client.call.duration',
    'http.server.request.duration', 'http.server.request.body.size', 'http.server.response.body.size', 'rpc.server.call.duration')
GROUP BY Time, Reporter, Source, Destination, Protocol, TlsVersion, Method, Route, StatusCode, ErrorType;
