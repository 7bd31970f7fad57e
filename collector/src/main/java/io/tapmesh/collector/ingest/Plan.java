package io.tapmesh.collector.ingest;

/**
 * What the owner of a partition is about to store. Whoever owns the partition after a crash builds
 * exactly this batch again, and ClickHouse recognizes it by its token.
 *
 * @param end the offset after the last record of the batch, which starts at the committed offset
 * @param decoderVersion part of the token; kept even if this program's own is newer, because what
 *     may already be stored was decoded by the older one
 */
record Plan(long end, int decoderVersion) {}
