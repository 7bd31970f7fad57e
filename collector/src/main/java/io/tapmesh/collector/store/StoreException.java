package io.tapmesh.collector.store;

/**
 * ClickHouse did not take a statement, or did not say whether it did. Repeating an insert under the
 * same token is always safe.
 */
public final class StoreException extends Exception {

  private static final long serialVersionUID = 1L;

  /** {@link #code} when no answer of ClickHouse was had. */
  public static final int NO_ANSWER = 0;

  private final int code;

  StoreException(String message, int code, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** ClickHouse's error code, or {@link #NO_ANSWER}. */
  public int code() {
    return code;
  }
}
