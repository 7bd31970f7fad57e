/** Kafka to ClickHouse: OTLP spans and metrics become rows, each exactly once. */
@NullMarked
package io.tapmesh.collector;

import org.jspecify.annotations.NullMarked;
