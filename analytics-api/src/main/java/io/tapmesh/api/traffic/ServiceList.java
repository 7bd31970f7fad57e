package io.tapmesh.api.traffic;

import io.tapmesh.api.ingest.Completeness;
import io.tapmesh.api.time.Window;
import java.util.List;

/** Services by name. */
public record ServiceList(Window window, Completeness completeness, List<Service> services) {}
