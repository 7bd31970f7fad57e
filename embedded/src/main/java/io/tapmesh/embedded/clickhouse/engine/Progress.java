package io.tapmesh.embedded.clickhouse.engine;

/**
 * What a statement, or a part of it, read and wrote.
 *
 * @param rowsWritten including those that materialized views wrote in turn
 */
public record Progress(
    long rowsRead, long bytesRead, long rowsWritten, long bytesWritten, long resultRows) {

  public static final Progress NONE = new Progress(0, 0, 0, 0, 0);

  public Progress plus(Progress other) {
    return new Progress(
        rowsRead + other.rowsRead,
        bytesRead + other.bytesRead,
        rowsWritten + other.rowsWritten,
        bytesWritten + other.bytesWritten,
        resultRows + other.resultRows);
  }
}
