/** An open-loop load generator that keeps its own count of what it sent. */
@NullMarked
package io.tapmesh.standalone.load;

import org.jspecify.annotations.NullMarked;
