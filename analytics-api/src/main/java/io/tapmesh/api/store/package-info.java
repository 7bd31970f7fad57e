/** Asks ClickHouse: bound parameters, bounded time, bounded concurrency. */
@NullMarked
package io.tapmesh.api.store;

import org.jspecify.annotations.NullMarked;
