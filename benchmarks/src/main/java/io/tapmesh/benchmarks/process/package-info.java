/** Programs under measurement and what they cost. */
@NullMarked
package io.tapmesh.benchmarks.process;

import org.jspecify.annotations.NullMarked;
