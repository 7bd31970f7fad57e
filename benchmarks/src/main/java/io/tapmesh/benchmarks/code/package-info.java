/** Parts of our own code in a loop; the benches themselves are among the tests, where JMH is. */
@NullMarked
package io.tapmesh.benchmarks.code;

import org.jspecify.annotations.NullMarked;
