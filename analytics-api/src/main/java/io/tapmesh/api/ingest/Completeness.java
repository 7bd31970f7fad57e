package io.tapmesh.api.ingest;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How complete the data behind an answer is.
 *
 * @param storedThrough everything that was in Kafka at this moment is stored; null if not known
 * @param recordsBehind Kafka records that wait to be stored
 * @param spansDropped spans that proxies dropped in the window
 * @param deadLettered records in the window that could not be decoded
 * @param notes sentences for people
 */
public record Completeness(
    State state,
    @Nullable Instant storedThrough,
    long recordsBehind,
    long spansDropped,
    long deadLettered,
    List<String> notes) {

  /** In one word. */
  public enum State {
    /** Everything that reached Kafka in the window is stored, and nothing was lost. */
    COMPLETE,
    /** Records wait, or some were lost. */
    BEHIND,
    /** No collector has reported lately. */
    UNKNOWN;

    /** As the API spells it. */
    @JsonValue
    public String spelled() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Copies the notes. */
  public Completeness {
    notes = List.copyOf(notes);
  }

  /** Nothing is known, for this reason. */
  public static Completeness unknown(String note) {
    return new Completeness(State.UNKNOWN, null, 0, 0, 0, List.of(note));
  }
}
