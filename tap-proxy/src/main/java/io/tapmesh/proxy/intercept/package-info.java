/** Connections that the kernel led to a listener, though they were meant for somewhere else. */
@NullMarked
package io.tapmesh.proxy.intercept;

import org.jspecify.annotations.NullMarked;
