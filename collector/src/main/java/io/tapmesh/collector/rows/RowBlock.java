package io.tapmesh.collector.rows;

/** The rows for one table, to be inserted as one block. Not thread-safe. */
public final class RowBlock {

  private final Table table;
  private final RowBinary out = new RowBinary();
  private int rows;
  private final DaySet days = new DaySet();
  private final DaySet recordDays = new DaySet();
  private int recordStart;
  private int recordRows;

  RowBlock(Table table) {
    this.table = table;
  }

  public Table table() {
    return table;
  }

  /** Where the cells of the current row are written, in the order of {@link Table#columns}. */
  public RowBinary out() {
    return out;
  }

  /** How many rows have ended. */
  public int rows() {
    return rows;
  }

  /** On how many days (UTC) the rows of ended records lie; ClickHouse makes each a part. */
  public int days() {
    return days.size();
  }

  /**
   * Ends a row.
   *
   * @param unixNanos the time that decides which partition of the table the row belongs to
   * @throws RowLimitException if the record lies on more than {@link Rows#MAX_DAYS} days
   */
  public void endRow(long unixNanos) {
    rows++;
    recordDays.addTime(unixNanos);
    if (recordDays.size() > Rows.MAX_DAYS) {
      throw RowLimitException.days();
    }
  }

  void beginRecord() {
    recordStart = out.size();
    recordRows = rows;
    recordDays.clear();
    out.limit(Rows.MAX_RECORD_BYTES);
  }

  void endRecord() {
    days.addAll(recordDays);
  }

  void rollbackRecord() {
    out.truncate(recordStart);
    rows = recordRows;
  }

  void clear() {
    out.clear();
    rows = 0;
    days.clear();
    beginRecord();
  }
}
