/** Measures this software side by side with other software. */
@NullMarked
package io.tapmesh.benchmarks;

import org.jspecify.annotations.NullMarked;
