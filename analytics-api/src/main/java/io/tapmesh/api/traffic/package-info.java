/** Who calls whom, how fast, how often it fails: graph, services, series, report. */
@NullMarked
package io.tapmesh.api.traffic;

import org.jspecify.annotations.NullMarked;
