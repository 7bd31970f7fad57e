package io.tapmesh.api.traces;

import io.tapmesh.api.ingest.Completeness;
import io.tapmesh.api.time.Window;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Traces, newest first.
 *
 * @param nextCursor null on the last page
 */
public record TracePage(
    Window window,
    Completeness completeness,
    List<TraceSummary> traces,
    @Nullable String nextCursor) {}
