/** The processes of a demo: starting them, talking with them, noticing their end. */
@NullMarked
package io.tapmesh.standalone.process;

import org.jspecify.annotations.NullMarked;
