/** Shows people what passes, as it happens and a little after. */
@NullMarked
package io.tapmesh.proxy.tap;

import org.jspecify.annotations.NullMarked;
