package io.tapmesh.collector.decode;

import io.tapmesh.collector.rows.RowLimitException;
import io.tapmesh.collector.rows.Rows;

/**
 * Turns the value of a Kafka record into rows.
 *
 * <p>The same value always becomes the same rows in the same order. Whoever changes what it becomes
 * raises {@link #VERSION}: the version is part of the deduplication token, and ClickHouse would
 * silently drop different rows that come under a token it has seen.
 */
public interface Decoder {

  /** See above. */
  int VERSION = 1;

  /**
   * Adds the rows of one record.
   *
   * @throws UndecodableException if the value is not what it should be
   * @throws RowLimitException if it would become too many bytes or days of rows; in both cases some
   *     rows may have been added, which the caller takes back
   */
  void decode(byte[] value, Rows rows) throws UndecodableException;
}
