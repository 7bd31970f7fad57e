package io.tapmesh.proxy.relay;

import io.tapmesh.proxy.http1.HeadLimits;
import io.tapmesh.proxy.http2.Http2Limits;

/**
 * What a peer may make the proxy hold or wait for.
 *
 * @param maxConnections of clients at a time, over all listeners
 * @param maxConnectionsPerClient of them from one address; 0 for any number
 * @param maxRequestBodyBytes 0 for any size
 * @param minRequestBodyBytesPerSecond on average, after {@code headerTimeoutNanos}, as long as the
 *     upstream takes it; 0 for none
 * @param maxInterimResponses 1xx before a response
 * @param headerTimeoutNanos from the first byte of a request to the end of its headers
 * @param responseTimeoutNanos from the last byte of a request to the end of the response's headers
 * @param idleTimeoutNanos without a byte in either direction, within an exchange or between two
 * @param tunnelIdleTimeoutNanos the same, of connections that are not looked into
 * @param upstreamIdleTimeoutNanos of a pooled connection
 * @param maxIdleUpstreams pooled connections for each endpoint and event loop
 * @param lingerNanos how long input is thrown away after a last response, so that the client gets
 *     to read it
 * @param maxHttp2Upstreams connections of HTTP/2 for each endpoint and event loop
 * @param maxWaitingStreams requests that wait for room on one of these
 * @param streamWaitNanos how long they do
 */
public record RelayLimits(
    int maxConnections,
    int maxConnectionsPerClient,
    HeadLimits head,
    long maxRequestBodyBytes,
    long minRequestBodyBytesPerSecond,
    int maxInterimResponses,
    int connectTimeoutMillis,
    long headerTimeoutNanos,
    long responseTimeoutNanos,
    long idleTimeoutNanos,
    long tunnelIdleTimeoutNanos,
    long upstreamIdleTimeoutNanos,
    int maxIdleUpstreams,
    long lingerNanos,
    int maxHttp2Upstreams,
    int maxWaitingStreams,
    long streamWaitNanos,
    Http2Limits http2) {}
