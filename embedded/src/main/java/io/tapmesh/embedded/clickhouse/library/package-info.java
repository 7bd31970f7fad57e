/** Gets libchdb from npm, once, into a cache. */
@NullMarked
package io.tapmesh.embedded.clickhouse.library;

import org.jspecify.annotations.NullMarked;
