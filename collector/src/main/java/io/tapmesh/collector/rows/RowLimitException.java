package io.tapmesh.collector.rows;

/** The rows of one record would pass {@link Rows#MAX_RECORD_BYTES} or {@link Rows#MAX_DAYS}. */
public final class RowLimitException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String sentence;

  private RowLimitException(String message) {
    super(message, null, false, false);
    this.sentence = message;
  }

  /** The message. */
  public String sentence() {
    return sentence;
  }

  static RowLimitException bytes() {
    return new RowLimitException(
        "its rows take more bytes than a record may become (expected: <= "
            + Rows.MAX_RECORD_BYTES
            + ")");
  }

  static RowLimitException days() {
    return new RowLimitException(
        "its rows lie on more days than a record may touch (expected: <= " + Rows.MAX_DAYS + ")");
  }
}
