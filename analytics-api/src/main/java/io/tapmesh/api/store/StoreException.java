package io.tapmesh.api.store;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** ClickHouse gave no answer. The message is for the log; people get the sentence of the reason. */
public final class StoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What went wrong, as far as it matters to the one who asked. */
  public enum Reason {
    UNAVAILABLE("ClickHouse cannot be reached, refuses us, or has no tables yet"),
    BUSY("as many questions as may run at once are running"),
    TIMEOUT("ClickHouse did not finish in time"),
    TOO_LARGE("the answer, or the memory it takes, is larger than allowed"),
    FAILED("ClickHouse could not make sense of the question");

    private final String sentence;

    Reason(String sentence) {
      this.sentence = sentence;
    }

    /** For people; says nothing about the statement. */
    public String sentence() {
      return sentence;
    }
  }

  private final Reason reason;

  StoreException(Reason reason, String message, @Nullable Throwable cause) {
    super(requireNonNull(message, "message"), cause);
    this.reason = requireNonNull(reason, "reason");
  }

  /** Never null. */
  public Reason reason() {
    return reason;
  }
}
