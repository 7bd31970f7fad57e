/** Trace context on the wire: W3C and B3, read from and written into heads. */
@NullMarked
package io.tapmesh.proxy.trace;

import org.jspecify.annotations.NullMarked;
