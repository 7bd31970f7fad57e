package io.tapmesh.collector.decode;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** A record's value is not what its topic promises. The message says why, in one sentence. */
public final class UndecodableException extends Exception {

  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final String sentence;

  /** Coarse enough to be a label of a metric. */
  public enum Reason {
    /** The record has no value. */
    NO_VALUE,
    /** The bytes are not protobuf of the expected message. */
    MALFORMED,
    /** A trace or span id has the wrong length. */
    BAD_ID,
    /** A time is outside of what ClickHouse can store. */
    BAD_TIME,
    /** Too many bytes or days of rows. */
    TOO_LARGE
  }

  public UndecodableException(Reason reason, String message) {
    this(reason, message, null);
  }

  public UndecodableException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.sentence = message;
    this.reason = requireNonNull(reason, "reason");
  }

  /** The message. */
  public String sentence() {
    return sentence;
  }

  public Reason reason() {
    return reason;
  }
}
