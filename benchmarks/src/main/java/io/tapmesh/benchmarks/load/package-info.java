/** Load generators and what they say. */
@NullMarked
package io.tapmesh.benchmarks.load;

import org.jspecify.annotations.NullMarked;
