/** Just enough of ClickHouse's grammar to find where a statement ends and its data begins. */
@NullMarked
package io.tapmesh.embedded.clickhouse.sql;

import org.jspecify.annotations.NullMarked;
