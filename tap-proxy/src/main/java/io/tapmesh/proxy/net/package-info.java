/** Sockets: which transport is used, and the event loops. */
@NullMarked
package io.tapmesh.proxy.net;

import org.jspecify.annotations.NullMarked;
