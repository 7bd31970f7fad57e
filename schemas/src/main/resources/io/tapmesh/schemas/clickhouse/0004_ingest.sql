-- What the collector has stored, so that every answer can say how complete its data is. One row per
-- partition and flush; while nothing arrives, one row every few seconds.
CREATE TABLE tapmesh_ingest_progress
(
    Time          DateTime64(3) CODEC(Delta, ZSTD(1)),
    Topic         LowCardinality(String),
    Partition     UInt32 CODEC(ZSTD(1)),
    -- The offset of the next record to store, and the log's end as last seen.
    NextOffset    UInt64 CODEC(Delta, ZSTD(1)),
    EndOffset     UInt64 CODEC(Delta, ZSTD(1)),
    -- Everything that was on the partition at this moment is stored.
    StoredThrough DateTime64(3) CODEC(Delta, ZSTD(1)),
    -- Since the previous row of this partition.
    Records       UInt64 CODEC(ZSTD(1)),
    Rows          UInt64 CODEC(ZSTD(1)),
    DeadLettered  UInt64 CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toDate(Time)
ORDER BY (Topic, Partition, Time)
TTL toDateTime(Time) + INTERVAL 35 DAY
SETTINGS ttl_only_drop_parts = 1, non_replicated_deduplication_window = 10000;
