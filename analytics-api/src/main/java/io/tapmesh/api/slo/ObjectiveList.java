package io.tapmesh.api.slo;

import io.tapmesh.api.ingest.Completeness;
import java.time.Instant;
import java.util.List;

/**
 * Every objective by name.
 *
 * @param at the end of all windows
 * @param problems documents that could not be used, each with its place
 */
public record ObjectiveList(
    Completeness completeness, Instant at, List<Objective> objectives, List<String> problems) {}
