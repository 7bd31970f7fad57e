/** The engines of one machine: a real Kafka broker and the real ClickHouse, or those named. */
@NullMarked
package io.tapmesh.embedded;

import org.jspecify.annotations.NullMarked;
