/** The mesh on one machine for the user's own services. */
@NullMarked
package io.tapmesh.standalone.up;

import org.jspecify.annotations.NullMarked;
