/** The ClickHouse engine (libchdb) loaded into this process: sessions, results, inserts, errors. */
@NullMarked
package io.tapmesh.embedded.clickhouse.engine;

import org.jspecify.annotations.NullMarked;
