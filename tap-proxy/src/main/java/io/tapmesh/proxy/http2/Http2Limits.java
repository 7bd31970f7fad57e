package io.tapmesh.proxy.http2;

/**
 * What a peer of HTTP/2 may make the proxy hold or do.
 *
 * @param maxStreams requests at the same time on a client's connection
 * @param maxHeaderListBytes decoded, as {@code SETTINGS_MAX_HEADER_LIST_SIZE} counts them
 * @param maxFields in one head
 * @param streamWindowBytes that a peer may send on a stream before they are passed on
 * @param connectionWindowBytes that it may have under way on all of them
 * @param connectionBufferBytes that wait to be passed on; beyond these the connection's window is
 *     not replenished
 * @param maxContinuations frames of one head after its first
 * @param maxResets streams that the peer breaks off, or makes us break off, in an interval, beyond
 *     those that it let end
 * @param maxPings in an interval, beyond the DATA frames that were sent to the peer
 * @param maxSettings in an interval
 * @param maxPriorities frames of {@code PRIORITY} and of unknown types in an interval
 * @param maxWindowUpdates in an interval, beyond two for each DATA frame that was sent to the peer
 * @param maxEmptyFrames DATA and CONTINUATION frames that carry nothing, in an interval
 * @param maxUnreadReplies control frames that wait because the peer does not read
 * @param intervalNanos that the counts are for
 */
public record Http2Limits(
    int maxStreams,
    int maxHeaderListBytes,
    int maxFields,
    int streamWindowBytes,
    int connectionWindowBytes,
    int connectionBufferBytes,
    int maxContinuations,
    int maxResets,
    int maxPings,
    int maxSettings,
    int maxPriorities,
    int maxWindowUpdates,
    int maxEmptyFrames,
    int maxUnreadReplies,
    long intervalNanos) {}
