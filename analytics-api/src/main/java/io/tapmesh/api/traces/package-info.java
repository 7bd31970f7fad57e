/** Single requests: searching traces, and one trace from top to bottom. */
@NullMarked
package io.tapmesh.api.traces;

import org.jspecify.annotations.NullMarked;
