/** The port for operators. */
@NullMarked
package io.tapmesh.proxy.admin;

import org.jspecify.annotations.NullMarked;
