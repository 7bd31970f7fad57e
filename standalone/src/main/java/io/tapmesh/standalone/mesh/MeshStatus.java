package io.tapmesh.standalone.mesh;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far storing has come.
 *
 * @param spansStored since the start of this process
 * @param recordsBehind Kafka records that wait to be stored
 * @param storedThrough everything that was on Kafka at this moment is stored; {@code null} until
 *     known
 */
public record MeshStatus(long spansStored, long recordsBehind, @Nullable Instant storedThrough) {}
