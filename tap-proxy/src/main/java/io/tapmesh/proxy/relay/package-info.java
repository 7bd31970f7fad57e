/** The path of a request: from the client's connection to a pooled upstream and back. */
@NullMarked
package io.tapmesh.proxy.relay;

import org.jspecify.annotations.NullMarked;
