/** Everything on one machine: the commands, and the processes that they start. */
@NullMarked
package io.tapmesh.standalone;

import org.jspecify.annotations.NullMarked;
