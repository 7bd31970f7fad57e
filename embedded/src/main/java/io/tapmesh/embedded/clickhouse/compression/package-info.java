/** ClickHouse's own compressed blocks, and the compressions of HTTP. */
@NullMarked
package io.tapmesh.embedded.clickhouse.compression;

import org.jspecify.annotations.NullMarked;
