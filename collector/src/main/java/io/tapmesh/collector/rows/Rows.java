package io.tapmesh.collector.rows;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a range of records becomes: a block of rows for each table that they touch. A record is
 * added as a whole or, after {@link #rollbackRecord}, not at all. Not thread-safe.
 *
 * <p>The limits of a record keep a small message that stands for huge rows (one large resource,
 * thousands of tiny spans) from taking the collector's memory.
 */
public final class Rows {

  /** How many bytes of rows one record may become, for each table. */
  public static final int MAX_RECORD_BYTES = 32 << 20;

  /** On how many days the rows of one record may lie; ClickHouse takes 100 in an insert. */
  public static final int MAX_DAYS = 48;

  private final Map<Table, RowBlock> blocks = new EnumMap<>(Table.class);

  /** The block of a table, as part of the current record. */
  public RowBlock block(Table table) {
    return blocks.computeIfAbsent(table, Rows::newBlock);
  }

  private static RowBlock newBlock(Table table) {
    RowBlock block = new RowBlock(table);
    block.beginRecord();
    return block;
  }

  /** The blocks that have rows, in the order of {@link Table}. */
  public List<RowBlock> blocks() {
    List<RowBlock> filled = new ArrayList<>(blocks.values());
    filled.removeIf(block -> block.rows() == 0);
    return filled;
  }

  /** To be called before the rows of a record are written. */
  public void beginRecord() {
    blocks.values().forEach(RowBlock::beginRecord);
  }

  /** To be called when the last row of a record has ended. */
  public void endRecord() {
    blocks.values().forEach(RowBlock::endRecord);
  }

  /** Takes back whatever was written since {@link #beginRecord}. */
  public void rollbackRecord() {
    blocks.values().forEach(RowBlock::rollbackRecord);
  }

  /** How many rows all blocks have together. */
  public int count() {
    return blocks.values().stream().mapToInt(RowBlock::rows).sum();
  }

  /** How many bytes all blocks have together. */
  public long bytes() {
    return blocks.values().stream().mapToLong(block -> block.out().size()).sum();
  }

  /** On how many days the block with the most of them lies. */
  public int days() {
    return blocks.values().stream().mapToInt(RowBlock::days).max().orElse(0);
  }

  /** Forgets all rows; the memory is kept. */
  public void clear() {
    blocks.values().forEach(RowBlock::clear);
  }
}
