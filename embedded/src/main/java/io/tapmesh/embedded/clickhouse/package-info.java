/** The ClickHouse engine inside this process, behind ClickHouse's own HTTP interface. */
@NullMarked
package io.tapmesh.embedded.clickhouse;

import org.jspecify.annotations.NullMarked;
