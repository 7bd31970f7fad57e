/** {@code bench proxy}. */
@NullMarked
package io.tapmesh.benchmarks.proxy;

import org.jspecify.annotations.NullMarked;
