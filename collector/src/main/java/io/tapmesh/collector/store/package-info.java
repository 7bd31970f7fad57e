/** ClickHouse: inserting blocks of rows, and bringing its tables up to date. */
@NullMarked
package io.tapmesh.collector.store;

import org.jspecify.annotations.NullMarked;
