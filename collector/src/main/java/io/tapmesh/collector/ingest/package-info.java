/**
 * From a Kafka partition to ClickHouse, exactly once. Read {@link
 * io.tapmesh.collector.ingest.TopicPipeline} first, then {@link io.tapmesh.collector.ingest.Round}.
 */
@NullMarked
package io.tapmesh.collector.ingest;

import org.jspecify.annotations.NullMarked;
