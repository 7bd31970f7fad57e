package io.tapmesh.api.ingest;

import io.tapmesh.api.store.Bindings;
import io.tapmesh.api.store.Query;
import io.tapmesh.schemas.MetricNames;
import java.time.Instant;

/** The one statement behind {@link Completeness}. */
final class CompletenessSql {

  private static final String SQL =
      """
      SELECT
        count() AS partitions,
        toUnixTimestamp64Nano(toDateTime64(max(reportedAt), 9)) AS reportedAt,
        toUnixTimestamp64Nano(toDateTime64(min(storedThrough), 9)) AS storedThrough,
        sum(behind) AS recordsBehind,
        ifNull((
          SELECT sum(DeadLettered)
          FROM tapmesh_ingest_progress
          WHERE Topic = {topic:String}
            AND Time >= fromUnixTimestamp64Milli({fromMillis:Int64})
            AND Time < fromUnixTimestamp64Milli({toMillis:Int64})
        ), 0) AS deadLettered,
        ifNull((
          SELECT toUInt64(sum(Value))
          FROM otel_metrics_sum
          WHERE MetricName = {dropped:String}
            AND AggregationTemporality = 1
            AND TimeUnix >= fromUnixTimestamp64Nano({from:Int64})
            AND TimeUnix < fromUnixTimestamp64Nano({to:Int64})
        ), 0) AS spansDropped
      FROM (
        SELECT
          max(Time) AS reportedAt,
          argMax(StoredThrough, Time) AS storedThrough,
          argMax(greatest(toInt64(EndOffset) - toInt64(NextOffset), 0), Time) AS behind
        FROM tapmesh_ingest_progress
        WHERE Topic = {topic:String}
          AND Time >= fromUnixTimestamp64Milli({sinceMillis:Int64})
        GROUP BY Partition
      )
      """;

  private CompletenessSql() {}

  /**
   * Asks about one topic.
   *
   * @param since partitions that have not reported since then are not ours any more
   */
  static Query query(String topic, Instant from, Instant to, Instant since) {
    return new Bindings()
        .text("topic", topic)
        .text("dropped", MetricNames.SPANS_DROPPED)
        .nanos("from", from)
        .nanos("to", to)
        .number("fromMillis", from.toEpochMilli())
        .number("toMillis", to.toEpochMilli())
        .number("sinceMillis", since.toEpochMilli())
        .query("completeness", SQL);
  }
}
