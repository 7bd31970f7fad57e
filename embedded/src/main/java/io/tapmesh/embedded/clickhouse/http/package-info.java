/** ClickHouse's HTTP interface in front of the engine in this process. */
@NullMarked
package io.tapmesh.embedded.clickhouse.http;

import org.jspecify.annotations.NullMarked;
