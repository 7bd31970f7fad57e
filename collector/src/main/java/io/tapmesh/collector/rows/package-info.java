/** Rows on their way into ClickHouse, already in the bytes of its RowBinary format. */
@NullMarked
package io.tapmesh.collector.rows;

import org.jspecify.annotations.NullMarked;
