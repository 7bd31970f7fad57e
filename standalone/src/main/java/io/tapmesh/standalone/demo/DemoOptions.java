package io.tapmesh.standalone.demo;

import io.tapmesh.standalone.mesh.MeshOptions;
import io.tapmesh.standalone.shop.Incident;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A demo as the user wants it.
 *
 * @param data where it keeps everything
 * @param duration how long the shop is under load; {@code null} until told to stop
 * @param requestsPerSecond at the shop's frontend, on average
 * @param incident a fault to start; {@code null} for none
 * @param incidentAfter counted from the start of the load
 * @param seed of visitors, service times and failures
 */
public record DemoOptions(
    Path data,
    MeshOptions mesh,
    @Nullable Duration duration,
    double requestsPerSecond,
    @Nullable Incident incident,
    Duration incidentAfter,
    long seed) {}
