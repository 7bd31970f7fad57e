/** What a proxy says, in the messages that it passes on, of itself and of who sent them. */
@NullMarked
package io.tapmesh.proxy.hop;

import org.jspecify.annotations.NullMarked;
