/** Whether the parts behind the API work. */
@NullMarked
package io.tapmesh.api.health;

import org.jspecify.annotations.NullMarked;
