/** Kafka, ClickHouse, collector and API in this process. */
@NullMarked
package io.tapmesh.standalone.mesh;

import org.jspecify.annotations.NullMarked;
