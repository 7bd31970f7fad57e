/** Windows of time, aligned to the resolution of the table that answers. */
@NullMarked
package io.tapmesh.api.time;

import org.jspecify.annotations.NullMarked;
