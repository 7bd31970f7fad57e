/** From OTLP protobuf to rows. */
@NullMarked
package io.tapmesh.collector.decode;

import org.jspecify.annotations.NullMarked;
