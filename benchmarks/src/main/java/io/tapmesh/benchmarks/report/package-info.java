/** Medians, ratios and tables. */
@NullMarked
package io.tapmesh.benchmarks.report;

import org.jspecify.annotations.NullMarked;
