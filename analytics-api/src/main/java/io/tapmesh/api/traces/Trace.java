package io.tapmesh.api.traces;

import io.tapmesh.api.ingest.Completeness;
import java.time.Instant;
import java.util.List;

/**
 * One trace.
 *
 * @param durationMicros from the first start to the last end of the spans shown
 * @param truncated whether there are more spans than are shown; the earliest are
 * @param spans by start
 */
public record Trace(
    Completeness completeness,
    String traceId,
    Instant startedAt,
    double durationMicros,
    boolean truncated,
    List<Span> spans) {}
