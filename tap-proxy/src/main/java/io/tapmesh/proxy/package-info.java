/** The data plane: a proxy that forwards calls untouched and turns each into telemetry. */
@NullMarked
package io.tapmesh.proxy;

import org.jspecify.annotations.NullMarked;
